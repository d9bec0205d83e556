"""Measures a planner on a file of instructions: right, held and wrong; free, constrained, with margin and with rules.

    /usr/bin/python3 evaluate.py FOLDER development.jsonl [--each] [--quick]

--each prints what is not right, --quick leaves out the unconstrained answers.

A line of the file is {"say", "expect": [calls], "accept": [[calls]...]}; no calls mean a hold.
"""

import json
import os
import sys

import torch

import grammar
import rules
import tokenizer
from model import Decoder

SYMBOLS = ["WETH", "USDC", "DAI"]
RECIPIENTS = ["alice", "bob", "carol", "dave", "landlord"]
MARGINS = (0, 250, 500, 750, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 6000)


def written(say):
    """The instruction as the chat template renders it."""
    for mark, straight in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("\r", "")):
        say = say.replace(mark, straight)
    return say.strip().lower()


class Planner:
    def __init__(self, folder):
        self.tok = tokenizer.load(os.path.join(folder, "tokenizer.json"))
        saved = torch.load(os.path.join(folder, "model.pt"))
        self.model = Decoder(len(self.tok.tokens), saved["shape"])
        self.model.load_state_dict({k: v.half().float() for k, v in saved["weights"].items()})  # as the bundle stores them
        self.model.eval()

    def feed(self, ids, past):
        hidden, past = self.model.hidden(torch.tensor([ids]), past)
        return self.model.logits(hidden[0, -1]), past

    @torch.no_grad()
    def constrained(self, symbols, names, say):
        """The calls, and the smallest margin at any choice."""
        amounts, symbols, names = rules.offered(say, symbols, names)
        answers = grammar.Answers(symbols, names, amounts)
        cutter = self.tok.cutter
        pending, past = self.tok.prompt(symbols, names, written(say)), None
        state, ids, least = answers.start, [], float("inf")
        while True:
            forced, state = answers.forced(state)
            pieces = cutter.greedy(forced)
            ids += pieces
            pending += pieces
            legal = cutter.legal(answers, state)
            if set(legal) == {cutter.end}:
                return self.tok.text(ids), least
            logits, past = self.feed(pending, past)
            ranked = sorted(((logits[i].item(), i) for i in legal), reverse=True)
            least = min(least, ranked[0][0] - ranked[1][0])
            best = ranked[0][1]
            if best == cutter.end:
                return self.tok.text(ids), least
            ids.append(best)
            pending = [best]
            state = legal[best]

    @torch.no_grad()
    def free(self, symbols, names, say):
        """The answer with no constraint at all."""
        _, symbols, names = rules.offered(say, symbols, names)
        pending, past, ids = self.tok.prompt(symbols, names, written(say)), None, []
        while len(ids) < 90:
            logits, past = self.feed(pending, past)
            best = int(logits.argmax())
            if best == tokenizer.STOP:
                break
            ids.append(best)
            pending = [best]
        return self.tok.text(ids)


def parsed(text):
    """The calls of an answer as the test file writes them; [] for a hold, None for what is no answer."""
    calls = []
    for part in text.split("\n</tool_call>"):
        part = part.strip()
        if not part:
            continue
        try:
            body = json.loads(part[len("<tool_call>"):])
            name, arguments = body["name"], body["arguments"]
        except (ValueError, KeyError, TypeError):
            return None
        if name == "hold":
            return []
        calls.append({name: arguments})
    return calls or None


def judged(case, calls):
    accepted = [case["expect"]] + case.get("accept", [])
    if calls in accepted:
        return "right"
    return "held" if calls == [] else "wrong"


def main(folder, path, each, quick):
    torch.set_num_threads(1)
    planner = Planner(folder)
    cases = [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
    rows = []
    for case in cases:
        text, margin = planner.constrained(SYMBOLS, RECIPIENTS, case["say"])
        calls = parsed(text)
        free = None if quick else parsed(planner.free(SYMBOLS, RECIPIENTS, case["say"]))
        why = rules.objection(case["say"], SYMBOLS, RECIPIENTS, calls) if calls else None
        rows.append((case, calls, margin, free, why))

    def line(title, answer):
        verdicts = [judged(row[0], answer(row)) for row in rows]
        acting = [judged(row[0], answer(row)) for row in rows if row[0]["expect"]]
        print("%-34s right %3d (%.1f %%)  held %3d  wrong %3d   of %d to act on: right %d" % (
            title, verdicts.count("right"), 100 * verdicts.count("right") / len(rows), verdicts.count("held"), verdicts.count("wrong"),
            len(acting), acting.count("right")))

    line("free", lambda r: r[3])
    line("constrained", lambda r: r[1])
    line("constrained, rules", lambda r: [] if r[4] else r[1])
    for margin in MARGINS[1:]:
        line("constrained, margin %d" % margin, lambda r: r[1] if r[2] * 1000 >= margin else [])
        line("constrained, margin %d, rules" % margin, lambda r: r[1] if r[2] * 1000 >= margin and not r[4] else [])
    if each:
        for case, calls, margin, free, why in rows:
            verdict = judged(case, calls)
            after = judged(case, [] if why else calls)
            if verdict != "right" or after != "right":
                print("%s/%s margin %.2f [%s] %s\n      %s" % (verdict, after, margin, why or "", case["say"].replace("\n", "\\n"), calls))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], "--each" in sys.argv, "--quick" in sys.argv)
