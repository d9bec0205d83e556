"""A small byte-level BPE, trained on generated text and written as a Hugging Face tokenizer.json.

    python3 tokenizer.py FOLDER

Three things are made for the task. Digits are single. Common words take the space before them into their token, names do not, so a
name is spelt by the same tokens in the instruction, in the list of recipients and in the answer. And the fixed parts of an answer are
tokens of their own that no merge produces: text that a user types can never become one of them, forced runs are cut into them.
"""

import collections
import json
import os
import random
import re
import sys

import generate
import grammar
import worlds

WORD = r" ?[A-Za-z]+|[0-9]| ?[^\sA-Za-z0-9]|\s"
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>")
PAD, START, STOP = 0, 1, 2
MERGES = 1500


def byte_letters():
    """GPT-2's printable letter for each byte."""
    plain = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    table = {b: chr(b) for b in plain}
    for byte in range(256):
        if byte not in table:
            table[byte] = chr(256 + len(table) - len(plain))
    return table


LETTERS = byte_letters()
BYTES = {letter: byte for byte, letter in LETTERS.items()}


def letters(text):
    return "".join(LETTERS[b] for b in text.encode())


def learn(texts, merges):
    """Merges of the words without the space before them, then of the space with the commonest whole words."""
    names = {n for n in worlds.FEMALE + worlds.MALE + worlds.ROLES if n not in worlds.OFTEN}
    counts, spaced = collections.Counter(), collections.Counter()
    for text in texts:
        for word in re.findall(WORD, text):
            bare = word.lstrip(" ")
            if bare and bare not in names:
                counts[letters(bare)] += 1
                if word != bare and bare not in worlds.OFTEN:
                    spaced[letters(bare)] += 1
    for symbol in worlds.COMMON + worlds.RARE:
        counts[symbol] += 3000
        counts[symbol.lower()] += 3000
    for word in worlds.OFTEN + ["swap", "transfer", "hold", "unclear", "not", "allowed", "nothing", "system", "user", "assistant"]:
        counts[word] += 3000
    words = {word: list(word) for word in counts}
    learned = []
    while len(learned) < merges:
        pairs = collections.Counter()
        for word, count in counts.items():
            parts = words[word]
            for pair in zip(parts, parts[1:]):
                pairs[pair] += count
        best = max(pairs.items(), key=lambda item: (item[1], item[0]))
        if best[1] < 12:
            break
        learned.append(best[0])
        for word, parts in words.items():
            at, joined = 0, []
            while at < len(parts):
                if parts[at:at + 2] == list(best[0]):
                    joined.append(parts[at] + parts[at + 1])
                    at += 2
                else:
                    joined.append(parts[at])
                    at += 1
            words[word] = joined
    space = LETTERS[32]
    for word, count in spaced.most_common():
        if len(words[word]) == 1 and count >= 25:
            learned.append((space, word))
    return learned


class Tokenizer:
    def __init__(self, vocabulary, merges):
        self.vocabulary = vocabulary
        self.rank = {pair: index for index, pair in enumerate(merges)}
        self.known = {}
        self.tokens = [None] * len(vocabulary)
        for token, index in vocabulary.items():
            self.tokens[index] = token.encode() if token in SPECIAL else bytes(BYTES[c] for c in token)
        self.cutter = grammar.Cutter([t if i not in (PAD, START, STOP) else None for i, t in enumerate(self.tokens)], STOP)

    def word(self, word):
        if word not in self.known:
            parts = list(letters(word))
            while len(parts) > 1:
                rank, at = min((self.rank.get(pair, 1 << 30), i) for i, pair in enumerate(zip(parts, parts[1:])))
                if rank == 1 << 30:
                    break
                parts[at:at + 2] = [parts[at] + parts[at + 1]]
            self.known[word] = [self.vocabulary[p] for p in parts]
        return self.known[word]

    def encode(self, text):
        return [index for word in re.findall(WORD, text) for index in self.word(word)]

    def prompt(self, symbols, names, say):
        """What the chat template renders, in tokens."""
        return ([START] + self.encode("system\n" + ",".join(symbols) + "\n" + ",".join(names)) + [STOP] + self.encode("\n")
                + [START] + self.encode("user\n" + say) + [STOP] + self.encode("\n") + [START] + self.encode("assistant\n"))

    def text(self, ids):
        return b"".join(self.tokens[i] for i in ids if i not in (PAD, START, STOP)).decode("utf-8", "replace")


def load(path):
    with open(path, encoding="utf-8") as file:
        model = json.load(file)["model"]
    return Tokenizer(model["vocab"], [tuple(m.split(" ")) for m in model["merges"]])


def save(path, merges):
    tokens = list(SPECIAL) + sorted(LETTERS.values())
    for token in [a + b for a, b in merges] + [letters(s) for s in grammar.STRUCTURE]:
        if token not in tokens:
            tokens.append(token)
    byte_level = {"add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    document = {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
                          "special": "tool_call" not in t} for i, t in enumerate(SPECIAL)],
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": WORD}, "behavior": "Isolated", "invert": False}, dict(byte_level, type="ByteLevel")]},
        "post_processor": None,
        "decoder": dict(byte_level, type="ByteLevel"),
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
                  "fuse_unk": False, "byte_fallback": False, "vocab": {t: i for i, t in enumerate(tokens)},
                  "merges": ["%s %s" % pair for pair in merges]}}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=0)


if __name__ == "__main__":
    rng = random.Random(7)
    texts = [generate.sample(rng)["say"] for _ in range(25000)]
    os.makedirs(sys.argv[1], exist_ok=True)
    path = os.path.join(sys.argv[1], "tokenizer.json")
    save(path, learn(texts, MERGES))
    made = load(path)
    rng = random.Random(8)
    lengths, answers = [], []
    for _ in range(2000):
        s = generate.sample(rng)
        ids, chosen = made.cutter.cut(grammar.Answers(s["symbols"], s["names"], s["amounts"]), grammar.spelled(s["calls"]))
        assert made.text(ids) == grammar.spelled(s["calls"])
        lengths.append(len(made.prompt(s["symbols"], s["names"], s["say"])))
        answers.append(len(ids))
    print("tokens", len(made.tokens), "mean prompt", sum(lengths) / 2000, "longest", max(lengths), "mean answer", sum(answers) / 2000, "longest", max(answers))
    words = made.encode("pay alice and erin 1,250.50 usdc for the boiler")
    print([made.tokens[i].decode() for i in words])
    print([made.tokens[i].decode() for i in ids], chosen)
