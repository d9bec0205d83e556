"""Writes the goldens of the chat template interpreter with jinja2 itself.

    /usr/bin/python3 generate.py        (Debian: apt-get install python3-jinja2; made with 3.1.2)

expressions.json: small templates in one context, each with its output or null where jinja2 fails.
conversations.json: the templates of templates/ for each conversation of conversations.py.
"""

import json
import pathlib

import conversations
import expressions
import reference

HERE = pathlib.Path(__file__).parent


def write(name, value):
    text = json.dumps(value, ensure_ascii=True, indent=1)
    (HERE / name).write_text(text + "\n", encoding="utf-8")


def small():
    cases = []
    for group, lines in expressions.EXPRESSIONS.items():
        # The first line is empty; an escaped line break joins two lines.
        for line in lines[1:-1].replace("\\\n", "\0").split("\n"):
            cases.append((group, "{{ " + line.replace("\0", "\\\n") + " }}"))
    for group, templates in expressions.TEMPLATES.items():
        cases += [(group, template) for template in templates]
    return {
        "context": expressions.CONTEXT,
        "cases": [
            {"group": g, "template": t, "output": reference.render(t, expressions.CONTEXT)}
            for g, t in cases
        ],
    }


def large():
    templates = sorted((HERE / "templates").glob("*.jinja"))
    outputs = []
    for template in templates:
        source = template.read_text(encoding="utf-8")
        for name, context in conversations.CONTEXTS.items():
            outputs.append(
                {
                    "template": template.name,
                    "context": name,
                    "output": reference.render(source, context),
                }
            )
    return {"contexts": conversations.CONTEXTS, "cases": outputs}


if __name__ == "__main__":
    write("expressions.json", small())
    write("conversations.json", large())
