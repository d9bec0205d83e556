"""A Llama-style decoder in PyTorch, small enough to train on two cores."""

import math

import torch
import torch.nn.functional as F
from torch import nn

SHAPE = {"hidden": 192, "layers": 6, "heads": 6, "kv_heads": 3, "head_dim": 32, "feed_forward": 512, "context": 512, "theta": 10000.0,
         "epsilon": 1e-5}


class Norm(nn.Module):
    def __init__(self, width, epsilon):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x):
        return x * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + self.epsilon).to(x.dtype) * self.weight.to(x.dtype)


def turn(x, cos, sin):
    """Rotary positions, halves side by side as in Hugging Face's Llama."""
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


class Layer(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        width, head = shape["hidden"], shape["head_dim"]
        self.first = Norm(width, shape["epsilon"])
        self.second = Norm(width, shape["epsilon"])
        self.qkv = nn.Linear(width, (shape["heads"] + 2 * shape["kv_heads"]) * head, bias=False)
        self.out = nn.Linear(shape["heads"] * head, width, bias=False)
        self.gate_up = nn.Linear(width, 2 * shape["feed_forward"], bias=False)
        self.down = nn.Linear(shape["feed_forward"], width, bias=False)

    def forward(self, x, cos, sin, mask, past=None):
        shape = self.shape
        batch, length, _ = x.shape
        heads, kv, head = shape["heads"], shape["kv_heads"], shape["head_dim"]
        y = self.qkv(self.first(x)).view(batch, length, heads + 2 * kv, head).transpose(1, 2)
        turned = turn(y[:, :heads + kv], cos, sin)
        q, k, v = turned[:, :heads], turned[:, heads:], y[:, heads + kv:]
        if past is not None:
            k, v = torch.cat((past[0], k), 2), torch.cat((past[1], v), 2)
        present = (k, v)
        group = heads // kv
        total = k.shape[2]
        scores = (q.reshape(batch, kv, group * length, head) * (1 / math.sqrt(head))) @ k.transpose(-1, -2)
        scores = scores.view(batch, kv, group, length, total) + mask
        mixed = scores.softmax(-1).to(v.dtype).view(batch, kv, group * length, total) @ v
        x = x + self.out(mixed.view(batch, heads, length, head).transpose(1, 2).reshape(batch, length, -1))
        gate, up = self.gate_up(self.second(x)).chunk(2, -1)
        return x + self.down(F.silu(gate) * up), present


class Decoder(nn.Module):
    def __init__(self, vocabulary, shape=None):
        super().__init__()
        self.shape = shape = dict(shape or SHAPE)
        self.embedding = nn.Embedding(vocabulary, shape["hidden"])
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape["layers"]))
        self.norm = Norm(shape["hidden"], shape["epsilon"])
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, 0, 0.02)
        for layer in self.layers:
            for last in (layer.out, layer.down):
                nn.init.normal_(last.weight, 0, 0.02 / math.sqrt(2 * shape["layers"]))
        inverse = 1.0 / shape["theta"] ** (torch.arange(0, shape["head_dim"], 2).float() / shape["head_dim"])
        angles = torch.outer(torch.arange(shape["context"]).float(), inverse)
        self.register_buffer("cos", angles.cos(), False)
        self.register_buffer("sin", angles.sin(), False)

    def hidden(self, ids, past=None):
        """The last hidden states, and the keys and values for what follows."""
        start = past[0][0].shape[2] if past else 0
        length = ids.shape[1]
        mask = torch.full((length, start + length), -1e9).triu(1 + start) if length > 1 else torch.zeros(1, start + 1)
        x = self.embedding(ids)
        presents = []
        for index, layer in enumerate(self.layers):
            x, present = layer(x, self.cos[start:start + length], self.sin[start:start + length], mask, past[index] if past else None)
            presents.append(present)
        return self.norm(x), presents

    def logits(self, hidden):
        return F.linear(hidden, self.embedding.weight)
