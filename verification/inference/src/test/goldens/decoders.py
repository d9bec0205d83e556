#!/usr/bin/env python3
"""Writes small models with random weights as Hugging Face publishes them, and their logits.

    OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=1 /usr/bin/python3 decoders.py ../resources/decoders

Needs PyTorch (Debian: python3-torch) and nothing else. Each folder gets config.json, one or several
*.safetensors, and golden.json with token ids and some positions, and logits.f32 with the logits there, which
GoldenTest compares with those of the imported model. Written from the papers and the configuration
classes of transformers, apart from the Java code: attention head by head with torch.softmax, RoPE on
halves, no cache.
"""
import json
import math
import os
import struct
import sys

import torch

VOCAB = 320  # that of the tests' tokenizer
TOKENS = 40
ROWS = [0, 1, 7, 20, 39]
TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def config(architecture, model_type, **more):
    c = dict(
        architectures=[architecture], model_type=model_type, vocab_size=VOCAB, hidden_size=32,
        intermediate_size=40, num_hidden_layers=2, num_attention_heads=4, hidden_act="silu",
        max_position_embeddings=256, rms_norm_eps=1e-05, rope_theta=10000.0,
        tie_word_embeddings=False, torch_dtype="float32", use_cache=True, initializer_range=0.02,
        attention_dropout=0.0, bos_token_id=316, eos_token_id=317, transformers_version="4.51.0")
    c.update(more)
    return {k: v for k, v in c.items() if v is not DROP}


DROP = object()
LLAMA = ("LlamaForCausalLM", "llama")
MISTRAL = ("MistralForCausalLM", "mistral")
QWEN2 = ("Qwen2ForCausalLM", "qwen2")
QWEN3 = ("Qwen3ForCausalLM", "qwen3")

CASES = {
    "llama-heads-of-their-own": ("F32", 1, config(*LLAMA, pretraining_tp=1, mlp_bias=False)),
    "llama-3-scaled-tied": ("BF16", 1, config(
        *LLAMA, num_key_value_heads=2, head_dim=16, tie_word_embeddings=True, rope_theta=500000.0,
        rope_scaling=dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                          original_max_position_embeddings=32))),
    "llama-biased-linear-in-two-files": ("F16", 2, config(
        *LLAMA, num_key_value_heads=1, attention_bias=True,
        rope_scaling=dict(type="linear", factor=2.5))),
    "mistral-wide-heads": ("BF16", 1, config(
        *MISTRAL, num_key_value_heads=2, head_dim=12, sliding_window=None, rms_norm_eps=1e-06)),
    "mistral-sliding": ("F16", 1, config(*MISTRAL, num_key_value_heads=2, sliding_window=64)),
    "qwen2-tied": ("BF16", 1, config(
        *QWEN2, num_key_value_heads=2, tie_word_embeddings=True, rope_theta=1000000.0,
        use_sliding_window=False, sliding_window=64, max_window_layers=2, rms_norm_eps=1e-06)),
    "qwen2-yarn": ("F16", 1, config(
        *QWEN2, num_key_value_heads=2, head_dim=16,
        rope_scaling=dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=64))),
    "qwen3-tied": ("BF16", 1, config(
        *QWEN3, num_key_value_heads=2, head_dim=16, attention_bias=False, tie_word_embeddings=True,
        use_sliding_window=False, sliding_window=None, max_window_layers=2, rope_theta=DROP,
        rope_scaling=DROP, layer_types=["full_attention"] * 2,
        rope_parameters=dict(rope_theta=1000000.0, rope_type="default"))),
    "qwen3-biased": ("F16", 1, config(*QWEN3, num_key_value_heads=4, head_dim=8, attention_bias=True)),
}


def shapes(c):
    h, d, f = c["hidden_size"], head_dim(c), c["intermediate_size"]
    q, kv = c["num_attention_heads"] * d, kv_heads(c) * d
    qkv_bias = c["model_type"] == "qwen2" or c.get("attention_bias", False)
    o_bias = c.get("attention_bias", False) and c["model_type"] != "qwen2"
    out = {"model.embed_tokens.weight": (VOCAB, h), "model.norm.weight": (h,)}
    if not c["tie_word_embeddings"]:
        out["lm_head.weight"] = (VOCAB, h)
    for i in range(c["num_hidden_layers"]):
        p = "model.layers.%d." % i
        for name, rows, columns, bias in (("q", q, h, qkv_bias), ("k", kv, h, qkv_bias),
                                          ("v", kv, h, qkv_bias), ("o", h, q, o_bias)):
            out[p + "self_attn.%s_proj.weight" % name] = (rows, columns)
            if bias:
                out[p + "self_attn.%s_proj.bias" % name] = (rows,)
        if c["model_type"] == "qwen3":
            out[p + "self_attn.q_norm.weight"] = (d,)
            out[p + "self_attn.k_norm.weight"] = (d,)
        for name, rows, columns in (("gate", f, h), ("up", f, h), ("down", h, f)):
            out[p + "mlp.%s_proj.weight" % name] = (rows, columns)
        out[p + "input_layernorm.weight"] = (h,)
        out[p + "post_attention_layernorm.weight"] = (h,)
    return out


def head_dim(c):
    return c.get("head_dim") or c["hidden_size"] // c["num_attention_heads"]


def kv_heads(c):
    return c.get("num_key_value_heads") or c["num_attention_heads"]


def weights(c, dtype, generator):
    out = {}
    for name, shape in sorted(shapes(c).items()):
        w = torch.randn(shape, generator=generator)
        if name.endswith("norm.weight"):
            w = 1 + 0.2 * w
        elif name.endswith("bias"):
            w = 0.3 * w
        else:
            w = 1.2 * w / math.sqrt(shape[1])
        out[name] = w.to(TYPES[dtype])
    return out


def inverse_frequencies(c):
    """And the factor of sine and cosine."""
    d = head_dim(c)
    r = c.get("rope_parameters") or c.get("rope_scaling") or {}
    base = r.get("rope_theta") or c["rope_theta"]
    f = 1.0 / (base ** (torch.arange(0, d, 2).float() / d))
    kind = r.get("rope_type", r.get("type", "default"))
    if kind == "linear":
        return f / r["factor"], 1.0
    if kind == "llama3":
        old = r["original_max_position_embeddings"]
        for i in range(len(f)):
            wave = 2 * math.pi / f[i].item()
            if wave > old / r["low_freq_factor"]:
                f[i] = f[i] / r["factor"]
            elif wave >= old / r["high_freq_factor"]:
                low, high = r["low_freq_factor"], r["high_freq_factor"]
                smooth = (old / wave - low) / (high - low)
                f[i] = (1 - smooth) * f[i] / r["factor"] + smooth * f[i]
        return f, 1.0
    if kind == "yarn":
        old, s = r["original_max_position_embeddings"], r["factor"]

        def dimension(turns):
            return d * math.log(old / (turns * 2 * math.pi)) / (2 * math.log(base))

        low, high = max(math.floor(dimension(32)), 0), min(math.ceil(dimension(1)), d - 1)
        for i in range(len(f)):
            ramp = min(max((i - low) / (high - low if high != low else 0.001), 0.0), 1.0)
            f[i] = f[i] / s * ramp + f[i] * (1 - ramp)
        return f, 0.1 * math.log(s) + 1.0
    return f, 1.0


def norm(x, w, eps):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * w


def rotate(x, cos, sin):
    half = x.shape[-1] // 2
    return x * cos + torch.cat([-x[:, half:], x[:, :half]], -1) * sin


def logits(c, w, ids):
    w = {k: v.float() for k, v in w.items()}
    d, heads, group = head_dim(c), c["num_attention_heads"], c["num_attention_heads"] // kv_heads(c)
    eps = c["rms_norm_eps"]
    f, amplitude = inverse_frequencies(c)
    angles = torch.outer(torch.arange(len(ids)).float(), f)
    angles = torch.cat([angles, angles], -1)
    cos, sin = angles.cos() * amplitude, angles.sin() * amplitude
    hidden_from = torch.full((len(ids), len(ids)), float("-inf")).triu(1)
    x = w["model.embed_tokens.weight"][ids]
    for i in range(c["num_hidden_layers"]):
        p = "model.layers.%d." % i

        def linear(y, name):
            return torch.nn.functional.linear(y, w[p + name + ".weight"], w.get(p + name + ".bias"))

        y = norm(x, w[p + "input_layernorm.weight"], eps)
        q, k, v = (linear(y, "self_attn.%s_proj" % n) for n in "qkv")
        heard = []
        for head in range(heads):
            at = head // group
            qh, kh, vh = (q[:, head * d:(head + 1) * d], k[:, at * d:(at + 1) * d],
                          v[:, at * d:(at + 1) * d])
            if p + "self_attn.q_norm.weight" in w:
                qh = norm(qh, w[p + "self_attn.q_norm.weight"], eps)
                kh = norm(kh, w[p + "self_attn.k_norm.weight"], eps)
            scores = rotate(qh, cos, sin) @ rotate(kh, cos, sin).T / math.sqrt(d) + hidden_from
            heard.append(torch.softmax(scores, -1) @ vh)
        x = x + linear(torch.cat(heard, -1), "self_attn.o_proj")
        y = norm(x, w[p + "post_attention_layernorm.weight"], eps)
        gate = torch.nn.functional.silu(linear(y, "mlp.gate_proj"))
        x = x + linear(gate * linear(y, "mlp.up_proj"), "mlp.down_proj")
    head = w["model.embed_tokens.weight" if c["tie_word_embeddings"] else "lm_head.weight"]
    return norm(x, w["model.norm.weight"], eps) @ head.T


def little_endian(t):
    if t.dtype == torch.bfloat16:
        t = t.view(torch.int16)
    return t.contiguous().numpy().tobytes()


def write_safetensors(path, tensors, dtype):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, t in tensors.items():
        raw = little_endian(t)
        header[name] = dict(dtype=dtype, shape=list(t.shape), data_offsets=[len(data), len(data) + len(raw)])
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def main(root):
    torch.set_num_threads(1)
    for seed, (name, (dtype, files, c)) in enumerate(CASES.items()):
        folder = os.path.join(root, name)
        os.makedirs(folder, exist_ok=True)
        generator = torch.Generator().manual_seed(seed)
        w = weights(c, dtype, generator)
        ids = torch.randint(0, VOCAB, (TOKENS,), generator=generator)
        with torch.no_grad():
            expected = logits(c, w, ids)[ROWS]
        names = list(w)
        parts = [names[i::files] for i in range(files)]
        if files == 1:
            write_safetensors(os.path.join(folder, "model.safetensors"), w, dtype)
        else:
            where = {}
            for i, part in enumerate(parts):
                file = "model-%05d-of-%05d.safetensors" % (i + 1, files)
                where.update({n: file for n in part})
                write_safetensors(os.path.join(folder, file), {n: w[n] for n in part}, dtype)
            with open(os.path.join(folder, "model.safetensors.index.json"), "w") as f:
                json.dump({"metadata": {}, "weight_map": where}, f, indent=1)
        with open(os.path.join(folder, "config.json"), "w") as f:
            json.dump(c, f, indent=2)
            f.write("\n")
        with open(os.path.join(folder, "golden.json"), "w") as f:
            json.dump(dict(ids=ids.tolist(), rows=ROWS), f)
            f.write("\n")
        with open(os.path.join(folder, "logits.f32"), "wb") as f:
            f.write(little_endian(expected))
        print("%-36s %6.2f largest logit" % (name, expected.abs().max()))


if __name__ == "__main__":
    main(sys.argv[1])
