"""Trains signal-v1 on exported features and writes the bundle's graph, card and card.md.

Usage: /usr/bin/python3 train.py FEATURES-FOLDER BUNDLE-FOLDER     (see README.md beside this file)

Walk-forward: in every fold the model sees only what lies before the quarter it is tested on, the
quarter before that one decides when to stop, and 72 hours are left out at each boundary so that no
window or target reaches across it. The model that ships is the last fold's, so its test quarter was
seen neither in training nor in a choice.
"""
import csv
import json
import os
import sys
from datetime import datetime, timezone

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

WIDTH, HIDDEN, AHEAD, BAND = 24, 32, 8, 0.4
FEE = 0.0005          # of what is traded, each way
EMBARGO = 72 * 3600
FOLDS = ["2023-07", "2023-10", "2024-01", "2024-04", "2024-07", "2024-10"]


def month(text, plus=0):
    year, number = (int(part) for part in text.split("-"))
    number += plus
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return int(datetime(year, number, 1, tzinfo=timezone.utc).timestamp())


def day(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d")


def load(folder):
    x = np.fromfile(os.path.join(folder, "features.f32"), "<f4").reshape(-1, WIDTH)
    with open(os.path.join(folder, "windows.csv"), newline="") as lines:
        rows = list(csv.DictReader(lines))
    column = lambda name: np.array([float(row[name]) if row[name] else np.nan for row in rows])
    return x, column("open_time").astype(np.int64), column("ahead_1"), column("ahead_8")


def labels(x, ahead):
    """0 down, 1 flat, 2 up: the next 8 hours against the volatility of the last 63."""
    scaled = ahead / (0.005 * np.exp(x[:, 7]) * np.sqrt(AHEAD))
    return np.where(scaled > BAND, 2, np.where(scaled < -BAND, 0, 1))


def network(seed):
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Linear(WIDTH, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 3)
    )


def train(x, y, xv, yv, seed):
    net = network(seed)
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.05)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
    order = torch.Generator().manual_seed(seed)
    x, y, xv, yv = (torch.from_numpy(part) for part in (x, y, xv, yv))
    best, kept, patience = np.inf, None, 0
    for _ in range(60):
        net.train()
        shuffled = torch.randperm(len(x), generator=order)
        for batch in shuffled.split(256):
            optimiser.zero_grad()
            # Noise on the inputs: the features are few and their neighbours in time overlap.
            noisy = x[batch] + 0.1 * torch.randn(len(batch), WIDTH, generator=order)
            loss_of(net(noisy), y[batch]).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            loss = nn.functional.cross_entropy(net(xv), yv).item()
        if loss < best - 1e-5:
            best, kept, patience = loss, {k: v.clone() for k, v in net.state_dict().items()}, 0
        else:
            patience += 1
            if patience == 8:
                break
    net.load_state_dict(kept)
    return net.eval()


def probabilities(net, x):
    with torch.no_grad():
        return torch.softmax(net(torch.from_numpy(x)).double(), 1).numpy()


def lean(score, hourly):
    """Holds 0.5 + score of the asset, moved when 0.1 off, paying the fee on what it trades."""
    weight, growth, fees, moves, path = 0.5, 0.0, 0.0, 0, []
    for s, r in zip(score, hourly):
        target = float(np.clip(0.5 + s, 0, 1))
        if abs(target - weight) > 0.1:
            fees += abs(target - weight) * FEE
            growth -= abs(target - weight) * FEE
            weight, moves = target, moves + 1
        growth += weight * (np.exp(r) - 1)
        path.append(growth)
    steady = float(np.sum(0.5 * (np.exp(hourly) - 1)))
    return growth, steady, fees, moves


def figures(p, prior, y, hourly):
    took = np.argmax(p, 1)
    usual = int(np.argmax(prior))
    growth, steady, fees, moves = lean(p[:, 2] - p[:, 0], hourly)
    return {
        "windows": len(y),
        "accuracy": float(np.mean(took == y)),
        "accuracy of always saying the most frequent class of training": float(np.mean(usual == y)),
        "log loss": float(-np.mean(np.log(p[np.arange(len(y)), y]))),
        "log loss of the frequencies of training": float(-np.mean(np.log(prior[y]))),
        "sum of returns, leaning, after 5 bps per trade": growth,
        "sum of returns, always half": steady,
        "fees paid": fees,
        "moves": moves,
    }


def fold(x, t, hourly, y, usable, start, seed):
    valid_from, test_from, test_to = month(start, -3), month(start), month(start, 3)
    part = lambda a, b: usable & (t >= a) & (t < b)
    fit = part(0, valid_from - EMBARGO)
    valid = part(valid_from, test_from - EMBARGO)
    test = part(test_from, test_to)
    net = train(x[fit], y[fit], x[valid], y[valid], seed)
    prior = np.bincount(y[fit], minlength=3) / fit.sum()
    result = figures(probabilities(net, x[test]), prior, y[test], hourly[test])
    periods = {
        "train": day(t[fit][0]) + "/" + day(t[fit][-1]),
        "validation": day(t[valid][0]) + "/" + day(t[valid][-1]),
        "test": day(t[test][0]) + "/" + day(t[test][-1]),
    }
    return net, periods, result


def graph(net, path):
    """Relu(x W + b) twice, then x W + b: constant weights, so every machine with fused multiply-add sums in one order."""
    nodes, weights, value = [], [], "features"
    linear = [layer for layer in net if isinstance(layer, nn.Linear)]
    for i, layer in enumerate(linear):
        w = np.ascontiguousarray(layer.weight.detach().numpy().T)
        weights += [numpy_helper.from_array(w, f"w{i}"), numpy_helper.from_array(layer.bias.detach().numpy(), f"b{i}")]
        last = i == len(linear) - 1
        nodes.append(helper.make_node("MatMul", [value, f"w{i}"], [f"m{i}"], f"matmul{i}"))
        nodes.append(helper.make_node("Add", [f"m{i}", f"b{i}"], ["logits" if last else f"a{i}"], f"add{i}"))
        if not last:
            nodes.append(helper.make_node("Relu", [f"a{i}"], [f"h{i}"], f"relu{i}"))
            value = f"h{i}"
    shape = lambda name, n: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, n])
    body = helper.make_graph(nodes, "signal-v1", [shape("features", WIDTH)], [shape("logits", 3)], weights)
    model = helper.make_model(body, producer_name="countersign", opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    with open(path, "wb") as out:
        out.write(model.SerializeToString())


def shown(value):
    return str(value) if isinstance(value, int) else f"{value:.4f}"


def main(source, target):
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    x, t, hourly, ahead = load(source)
    usable = ~np.isnan(ahead) & ~np.isnan(hourly)
    y = labels(x, ahead)
    folds = []
    for number, start in enumerate(FOLDS):
        net, periods, result = fold(x, t, hourly, y, usable, start, 20260000 + number)
        folds.append((periods, result))
        print(periods["test"], {name: shown(value) for name, value in result.items()})
    os.makedirs(target, exist_ok=True)
    graph(net, os.path.join(target, "model.onnx"))
    periods, result = folds[-1]
    write_card(target, periods, result, folds)


def write_card(target, periods, result, folds):
    ahead = sum(r["sum of returns, leaning, after 5 bps per trade"] > r["sum of returns, always half"] for _, r in folds)
    informed = sum(r["log loss"] < r["log loss of the frequencies of training"] for _, r in folds)
    measured = {"test: " + name: shown(value) for name, value in result.items()}
    measured["folds in which leaning beat always half"] = f"{ahead} of {len(folds)}"
    measured["folds in which log loss beat the frequencies of training"] = f"{informed} of {len(folds)}"
    card = {
        "version": 1,
        "name": "signal-v1",
        "format": "onnx",
        "graph": "model.onnx",
        "selfTest": "selftest.json",
        "features": "candle-features-v1",
        "interval": "1h",
        "inputs": [{"name": "features", "type": "float32", "dims": [1, WIDTH]}],
        "outputs": [{"name": "logits", "type": "float32", "dims": [1, 3]}],
        "description": "Logits of down, flat and up over the next 8 hours, from 64 hourly candles. A demonstration, not advice.",
        "licence": "Apache-2.0",
        "training": {"data": "examples/data/ethusdt-1h.csv", **periods},
        "figures": measured,
    }
    with open(os.path.join(target, "model.json"), "w") as out:
        json.dump(card, out, indent=2)
        out.write("\n")
    with open(os.path.join(target, "card.md"), "w") as out:
        out.write(text(periods, folds, ahead, informed))


def text(periods, folds, ahead, informed):
    columns = list(folds[0][1])
    lines = [
        "# signal-v1",
        "",
        "**A demonstration, not advice.** It exists so that there is a real model to run, to re-run and to",
        "disagree about. Do not trade on it.",
        "",
        "* Input `features`, float32[1,24]: `candle-features-v1` over the last 64 closed hourly candles. Interval: 1 hour, no other.",
        "* Output `logits`, float32[1,3]: down, flat, up over the next 8 hours. Flat is within 0.4 of the",
        "  volatility of the last 63 hours, scaled to 8 hours. Softmax of the logits gives probabilities.",
        f"* Two hidden layers of {HIDDEN} with ReLU, {sum(p.numel() for p in network(0).parameters())} parameters, opset 13: MatMul with constant weights, Add, Relu.",
        f"* Data: `examples/data/ethusdt-1h.csv`. Training {periods['train']}, validation (when to stop) {periods['validation']},",
        f"  test {periods['test']}, 72 hours left out between them. The recipe is `examples/training/signal`.",
        "* Torch is not bit-reproducible across machines: running the recipe again gives a similar model",
        "  with another digest. Running this graph is bit-reproducible where multiply-add is fused (AVX2, AVX-512, ARM).",
        "",
        "## Out of sample",
        "",
        "Six folds, each trained only on what lies before. \"Leaning\" holds 0.5 + P(up) - P(down) of the asset, between 0",
        "and 1, moved when it is 0.1 off, and pays 5 bps on what it trades; returns are summed, not compounded.",
        "",
        "| test quarter | " + " | ".join(columns) + " |",
        "|---|" + "---|" * len(columns),
    ]
    for period, result in folds:
        lines.append("| " + period["test"] + " | " + " | ".join(shown(result[c]) for c in columns) + " |")
    lines += [
        "",
        f"Leaning did better than always holding half in {ahead} of {len(folds)} quarters; the log loss was better than",
        f"that of the plain class frequencies in {informed} of {len(folds)}. The differences are small, six quarters of one market",
        "are few, and the costs leave out slippage, gas and funding. The last row is the model that ships.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: train.py FEATURES-FOLDER BUNDLE-FOLDER")
    main(sys.argv[1], sys.argv[2])
