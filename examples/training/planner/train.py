"""Trains the planner on generated samples.

    OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=1 /usr/bin/python3 train.py FOLDER MINUTES [--resume [--cooling]]

FOLDER holds tokenizer.json (tokenizer.py) and gets model.pt, rewritten every three minutes. The learning rate is constant after a
short warm-up and falls to nothing over the last third of the time. At first the model also learns to foretell the instruction, which
teaches it the words sooner, and most instructions ask for one call. --resume goes on from model.pt, --cooling at a rate that falls
from the start.
"""

import os
import random
import sys
import time

import torch
import torch.nn.functional as F

import generate
import grammar
import tokenizer
from model import Decoder

PEAK = 2e-3
TOKENS = 1800  # of one step
EASY_STEPS = 1200  # while mostly single calls are asked for
READING_STEPS = 1000  # while the instruction itself is learnt too
READING_WEIGHT = 0.2
FORCED_WEIGHT = 0.3  # tokens that the grammar forces: learnt on the side, they teach copying and serve use without the grammar


def encoded(tok, rng, easy):
    """Prompt and answer of one sample, and the weight of each answer token."""
    while True:
        s = generate.sample(rng)
        if easy and len(s["calls"]) > 1 and rng.random() < 0.75:
            continue
        prompt = tok.prompt(s["symbols"], s["names"], s["say"])
        answers = grammar.Answers(s["symbols"], s["names"], s["amounts"])
        ids, chosen = tok.cutter.cut(answers, grammar.spelled(s["calls"]))
        if len(prompt) + len(ids) <= 190:
            return prompt, ids, [1.0 if c else FORCED_WEIGHT for c in chosen]


def batches(tok, rng, step):
    """Batches of samples of like length: inputs, then row, target and weight of each token to learn."""
    while True:
        pool = sorted((encoded(tok, rng, step < EASY_STEPS) for _ in range(480)), key=lambda s: len(s[0]) + len(s[1]))
        groups, group = [], []
        for s in pool:
            if group and (len(group) + 1) * (len(s[0]) + len(s[1])) > TOKENS:
                groups.append(group)
                group = []
            group.append(s)
        groups.append(group)
        rng.shuffle(groups)
        for group in groups:
            length = max(len(p) + len(a) for p, a, _ in group) - 1
            ids = torch.zeros(len(group), length, dtype=torch.long)
            rows, targets, weights = [], [], []
            for i, (prompt, answer, weight) in enumerate(group):
                whole = prompt + answer
                ids[i, :len(whole) - 1] = torch.tensor(whole[:-1])
                rows += [i * length + len(prompt) - 1 + j for j in range(len(answer))]
                targets += answer
                weights += weight
                if step < READING_STEPS:
                    first = prompt.index(tokenizer.START, 1) + 3
                    said = range(first, len(prompt) - 4)
                    rows += [i * length + j - 1 for j in said]
                    targets += [prompt[j] for j in said]
                    weights += [READING_WEIGHT * len(weight) / 4 / max(1, len(said))] * len(said)
            step += 1
            yield ids, torch.tensor(rows), torch.tensor(targets), torch.tensor(weights)


def main(folder, minutes, resume, cooling):
    torch.manual_seed(0)
    torch.set_num_threads(2)
    tok = tokenizer.load(os.path.join(folder, "tokenizer.json"))
    path = os.path.join(folder, "model.pt")
    model = Decoder(len(tok.tokens))
    done = 0
    print("parameters", sum(p.numel() for p in model.parameters()), flush=True)
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() < 2]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.05}, {"params": vectors, "weight_decay": 0}], lr=PEAK, betas=(0.9, 0.98))
    if resume:
        saved = torch.load(path)
        model.load_state_dict(saved["weights"])
        optimizer.load_state_dict(saved["optimizer"])
        done = saved["steps"]
    begin = saved_at = time.time()
    tokens, shown, right = 0, [], []
    for step, (ids, rows, targets, weights) in enumerate(batches(tok, random.Random(done + 1), done), done + 1):
        spent = (time.time() - begin) / (60 * minutes)
        rate = PEAK * (0.3 * max(0.0, 1 - spent) if cooling else min(1, step / 200, max(0.0, (1 - spent) / 0.35)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden, _ = model.hidden(ids)
            logits = model.logits(hidden.reshape(-1, hidden.shape[-1])[rows])
        losses = F.cross_entropy(logits.float(), targets, reduction="none") * weights
        loss = losses.sum() / weights.sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        tokens += ids.numel()
        shown.append(loss.item())
        right.append((logits.argmax(-1) == targets)[weights == 1].float().mean().item())
        if step % 50 == 0:
            print("step %d minutes %.1f loss %.4f choices right %.4f tokens/s %.0f" % (
                step, (time.time() - begin) / 60, sum(shown) / len(shown), sum(right) / len(right), tokens / (time.time() - begin)), flush=True)
            shown, right = [], []
        over = time.time() - begin > 60 * minutes
        if over or time.time() - saved_at > 180:
            torch.save({"weights": model.state_dict(), "optimizer": optimizer.state_dict(), "shape": model.shape, "steps": step, "tokens": tokens}, path + ".new")
            os.replace(path + ".new", path)
            saved_at = time.time()
        if over:
            return


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), "--resume" in sys.argv, "--cooling" in sys.argv)
