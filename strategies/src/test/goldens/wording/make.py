"""Writes what rules.py says about many instructions and calls, for the Java rules to be held against.

    python3 make.py FOLDER-OF-RULES DEVELOPMENT.jsonl OUT.jsonl WORD-LISTS-FOLDER [--seed N]

From the module's folder, with P=../examples/training/planner and D=dev/countersign/strategies:

    python3 src/test/goldens/wording/make.py $P $P/development.jsonl src/test/resources/$D/wording.jsonl src/main/resources/$D/wording

Each line of OUT is one instruction: {"say", "symbols", "recipients", "amounts", "named": [symbols, recipients], "expected",
"cases": [[calls, reason or null]]}; a call is "swap 250 USDC WETH" or "transfer 40 USDC alice", calls are joined by "; ".
The instructions are the development set's, those of sentences.txt, and words strung together. The calls are those that are
expected (development set only), seeded changes to them, and seeded guesses. The word lists that
both implementations share are written to the last folder.
"""

import copy
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

DEVELOPMENT = (["DAI", "USDC", "WETH"], ["alice", "bob", "carol", "dave", "landlord"])
OTHERS = [
    (["1INCH", "DAI", "ETH", "USDC", "WETH"], ["acct2", "alice", "ann", "ann-marie", "bob", "max", "will"]),
    (["DAI", "USDC"], []),
    (["PEPE", "USDC", "WETH"], ["ann-marie", "bob", "max"]),
]


# What patterns look for, to be strung together at random.
PIECES = ("swap send pay buy get sell use alice bob's carol usdc dai weth eth to for into in and the my our of half all quarter 40 1,000 0.5 "
          "30% 2 1. 3) no wait, not if each too also -> , . ; : ( ) ' - $ # same from worth a sorry i mean actually on tuesday was needs gets "
          "friend erin 7: 12,5 .5 1.2.3 4/5 everything whole three quarters per cent percent with want whatever both respectively \n").split(" ")


def written(call):
    kind, body = next(iter(call.items()))
    return " ".join([kind] + [body[key] for key in (("amount", "from", "to") if kind == "swap" else ("amount", "token", "to"))])


def swap(amount, token, to):
    return {"swap": {"amount": amount, "from": token, "to": to}}


def transfer(amount, token, to):
    return {"transfer": {"amount": amount, "token": token, "to": to}}


def changes(calls, amounts, symbols, recipients):
    """Every list that differs from these calls in one respect."""
    for i, call in enumerate(calls):
        kind, body = next(iter(call.items()))
        for key in body:
            pool = amounts + ["999", "1" + body[key]] if key == "amount" else recipients if kind == "transfer" and key == "to" else symbols
            for value in pool:
                if value != body[key]:
                    changed = copy.deepcopy(calls)
                    changed[i][kind][key] = value
                    yield changed
        yield calls + [call]
        if len(calls) > 1:
            yield calls[:i] + calls[i + 1:]
        if kind == "swap":
            yield calls[:i] + [swap(body["amount"], body["to"], body["from"])] + calls[i + 1:]
            for name in recipients:
                yield calls[:i] + [transfer(body["amount"], body["from"], name)] + calls[i + 1:]
        for j in range(i):
            for key in body:
                other = next(iter(calls[j].values()))
                if key in other and other[key] != body[key]:
                    changed = copy.deepcopy(calls)
                    mine, theirs = next(iter(changed[i].values())), next(iter(changed[j].values()))
                    mine[key], theirs[key] = theirs[key], mine[key]
                    yield changed


def guesses(chance, amounts, symbols, recipients, named):
    """Calls that use what is named, so that they come far through the rules."""
    amounts = amounts or ["40"]
    tokens, names = named[0] or symbols[:1], named[1]
    for _ in range(12):
        chance.shuffle(tokens := list(tokens))
        calls = [transfer(amounts[k % len(amounts)], tokens[k % len(tokens)], name) for k, name in enumerate(names)]
        for amount in amounts[len(calls):] or amounts[:not calls or len(tokens) > len(calls)]:
            to = chance.choice([s for s in (tokens if len(tokens) > 1 else symbols) if s != tokens[0]] or symbols)
            if names and chance.random() < 0.4:
                calls.append(transfer(amount, chance.choice(tokens), chance.choice(names)))
            else:
                calls.append(swap(amount, tokens[0], to))
        if chance.random() < 0.2:
            chance.shuffle(calls)
        yield calls[:5]


def rows(rules, development, seed):
    chance = random.Random(seed)
    texts = [(case["say"], *DEVELOPMENT, case["expect"]) for case in map(json.loads, Path(development).open())]
    here = Path(__file__).parent / "sentences.txt"
    for i, line in enumerate(here.read_text().splitlines()):
        say = line.replace("\\n", "\n")
        texts.append((say, *DEVELOPMENT, None))
        if i % 4 == 0 or "ann" in say or "max" in say or "eth" in say or "acct" in say:
            texts.append((say, *OTHERS[i % len(OTHERS)], None))
    for _ in range(400):
        texts.append((chance.choice(("", " ", " ", " ")).join(chance.choices(PIECES, k=chance.randrange(2, 14))), *DEVELOPMENT, None))
    for say, symbols, recipients, expected in texts:
        amounts, *named = rules.offered(say, symbols, recipients)
        tried = {}
        if expected:
            tried[written_all(expected)] = expected
            wrong = [calls for calls in changes(expected, amounts, symbols, recipients)]
            for calls in chance.sample(wrong, min(len(wrong), 14)):
                tried[written_all(calls)] = calls
        else:
            for calls in guesses(chance, amounts, symbols, recipients, named):
                tried[written_all(calls)] = calls
        cases = [[text, rules.objection(say, symbols, recipients, calls)] for text, calls in tried.items()]
        yield {"say": say, "symbols": symbols, "recipients": recipients, "amounts": amounts, "named": named,
               "expected": bool(expected), "cases": cases}


def written_all(calls):
    return "; ".join(written(call) for call in calls)


def lists(rules, folder):
    folder.mkdir(parents=True, exist_ok=True)
    write = lambda name, lines: (folder / name).write_text("".join(line + "\n" for line in lines))
    write("holding.txt", (name + "\t" + pattern.pattern for name, pattern in rules.HOLDING))
    write("harmless.txt", split(rules.HARMLESS.pattern))
    write("plain.txt", sorted(rules.PLAIN_WORDS))
    write("symbols.txt", sorted(set(rules.SYMBOL_LIKE)))


def split(pattern):
    """The alternatives of a pattern, outside brackets."""
    depth, line = 0, ""
    for i, sign in enumerate(pattern):
        depth += {"(": 1, ")": -1}.get(sign, 0) if pattern[i - 1:i] != "\\" else 0
        if sign == "|" and depth == 0:
            yield line
            line = ""
        else:
            line += sign
    yield line


def main():
    folder, development, out, words = sys.argv[1:5]
    seed = int(sys.argv[6]) if len(sys.argv) > 6 else 4
    sys.path.insert(0, folder)
    import rules
    if out == "-":
        for row in rows(rules, development, seed):
            print(json.dumps(row, ensure_ascii=False))
        return
    lists(rules, Path(words))
    runs = {subprocess.run([sys.executable, "-B", __file__, folder, development, "-", words, "--seed", str(seed)], check=True,
                           capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": order}).stdout for order in "123"}
    if len(runs) > 1:
        sys.exit("the rules give other reasons where sets have another order")
    Path(out).write_text(runs.pop())


main()
