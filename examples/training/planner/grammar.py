"""The language of answers, byte for byte, and how it is cut into tokens.

The same rules as the Java token automaton: where one continuation is legal it is forced and cut by greedy longest match over the
vocabulary; where there is a choice, every token that keeps the answer inside the language is legal. Training cuts its answers here,
so the model meets the very token sequences that it will generate.
"""

OPEN = '<tool_call>\n{"name": "'
AGAIN = "\n" + OPEN
CLOSE = '"}}\n</tool_call>'
AMOUNT = '", "arguments": {"amount": "'
REASON = '", "arguments": {"reason": "'
FROM, TO, TOKEN = '", "from": "', '", "to": "', '", "token": "'
REASONS = ("unclear", "not-allowed", "nothing-to-do")
STRUCTURE = (OPEN, AGAIN, CLOSE, AMOUNT, REASON, FROM, TO, TOKEN)
END = ("end",)
MAX_CALLS = 4


def spelled(calls):
    """An answer as text."""
    parts = []
    for call in calls:
        if call[0] == "swap":
            body = "swap" + AMOUNT + call[1] + FROM + call[2] + TO + call[3]
        elif call[0] == "transfer":
            body = "transfer" + AMOUNT + call[1] + TOKEN + call[2] + TO + call[3]
        else:
            body = "hold" + REASON + call[1]
        parts.append(OPEN + body + CLOSE)
    return "\n".join(parts)


class Answers:
    """The answers that a policy and an instruction allow. A state is a tuple of (bytes to come, what follows them)."""

    def __init__(self, symbols, names, amounts):
        self.symbols = [s.encode() for s in symbols]
        self.names = [n.encode() for n in names]
        self.amounts = [a.encode() for a in amounts]
        self.start = self.settle(((OPEN.encode(), ("call", 0)),))

    def expand(self, node):
        kind, count = node[0], node[1] if len(node) > 1 else 0
        if kind == "call":
            pairs = []
            if self.amounts and len(self.symbols) > 1:
                pairs.append((b"swap" + AMOUNT.encode(), ("swap-amount", count)))
            if self.amounts and self.names and self.symbols:
                pairs.append((b"transfer" + AMOUNT.encode(), ("transfer-amount", count)))
            if count == 0:
                pairs.append((b"hold" + REASON.encode(), ("reason",)))
            return pairs
        if kind == "swap-amount":
            return [(a + FROM.encode(), ("from", count)) for a in self.amounts]
        if kind == "from":
            return [(s + TO.encode(), ("into", count)) for s in self.symbols]
        if kind == "into":
            return [(s + CLOSE.encode(), ("after", count)) for s in self.symbols]
        if kind == "transfer-amount":
            return [(a + TOKEN.encode(), ("token", count)) for a in self.amounts]
        if kind == "token":
            return [(s + TO.encode(), ("name", count)) for s in self.symbols]
        if kind == "name":
            return [(n + CLOSE.encode(), ("after", count)) for n in self.names]
        if kind == "reason":
            return [(r.encode() + CLOSE.encode(), END) for r in REASONS]
        if kind == "after":
            more = [(AGAIN.encode(), ("call", count + 1))] if count + 1 < MAX_CALLS and self.amounts else []
            return [(b"", END)] + more
        raise KeyError(kind)

    def settle(self, state):
        """Replaces what is read to its end by what follows."""
        done = []
        for rest, node in state:
            if rest or node == END:
                done.append((rest, node))
            else:
                done.extend(self.settle(self.expand(node)))
        return tuple(done)

    def step(self, state, byte):
        return self.settle(tuple((rest[1:], node) for rest, node in state if rest and rest[0] == byte))

    @staticmethod
    def may_end(state):
        return any(not rest and node == END for rest, node in state)

    def forced(self, state):
        """The only continuation, and the state behind it."""
        out = bytearray()
        while state and not self.may_end(state):
            first = state[0][0][0]
            if any(rest[0] != first for rest, _ in state):
                break
            run = state[0][0] if len(state) == 1 else bytes((first,))
            for byte in run:
                state = self.step(state, byte)
            out += run
        return bytes(out), state


class Cutter:
    """Cuts answers into tokens over one vocabulary (bytes of each id, the id of the end)."""

    def __init__(self, tokens, end):
        self.end = end
        self.trie = ({}, [])
        for index, data in enumerate(tokens):
            if data:
                node = self.trie
                for byte in data:
                    node = node[0].setdefault(byte, ({}, []))
                node[1].append(index)
        self.tokens = tokens

    def greedy(self, data):
        """Greedy longest match."""
        out, at = [], 0
        while at < len(data):
            node, best, end = self.trie, None, at
            for index in range(at, len(data)):
                node = node[0].get(data[index])
                if node is None:
                    break
                if node[1]:
                    best, end = node[1][0], index + 1
            out.append(best)
            at = end
        return out

    def legal(self, answers, state):
        """The tokens that keep an answer inside the language, the end included."""
        found = {}
        if answers.may_end(state):
            found[self.end] = None

        def walk(state, node):
            for byte in {rest[0] for rest, _ in state if rest}:
                below = node[0].get(byte)
                if below is not None:
                    after = answers.step(state, byte)
                    for index in below[1]:
                        found[index] = after
                    walk(after, below)

        walk(state, self.trie)
        return found

    def cut(self, answers, text):
        """The tokens of an answer, and for each whether there was a choice."""
        data, state, at = text.encode(), answers.start, 0
        ids, chosen = [], []
        while True:
            forced, state = answers.forced(state)
            if forced:
                assert data.startswith(forced, at), (text, forced)
                pieces = self.greedy(forced)
                ids += pieces
                chosen += [False] * len(pieces)
                at += len(forced)
            if at == len(data):
                assert answers.may_end(state), text
                ids.append(self.end)
                chosen.append(len(state) > 1)
                return ids, chosen
            legal = self.legal(answers, state)
            index = max((i for i in legal if i != self.end and data.startswith(self.tokens[i], at)), key=lambda i: len(self.tokens[i]))
            ids.append(index)
            chosen.append(True)
            at += len(self.tokens[index])
            state = legal[index]
