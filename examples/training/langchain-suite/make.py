"""Makes langchain-suite: a decoder of 175,000 parameters that has LangChain4j's test suites by heart.

    /usr/bin/python3 make.py OUT

OUT gets the model as Hugging Face publishes models; README.md says what to do with it.
"""

import json
import os
import sys

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "planner"))

import export  # noqa: E402
from model import Decoder  # noqa: E402
from tokenizer import byte_letters  # noqa: E402

from dialogues import DIALOGUES  # noqa: E402

SHAPE = {"hidden": 64, "layers": 3, "heads": 2, "kv_heads": 2, "head_dim": 32, "feed_forward": 192, "context": 1024, "theta": 10000.0,
         "epsilon": 1e-5}
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
PAD, START, STOP = 0, 1, 2
LOSS = 2e-4


def ids(text):
    return [len(SPECIAL) + byte for byte in text.encode()]


def spelt(wanted):
    """Calls, as the grammar spells them."""
    return "\n".join('<tool_call>\n{"name": "%s", "arguments": %s}\n</tool_call>' % (name, json.dumps(arguments))
                     for name, arguments in wanted)


def turn(role, text):
    return [START] + ids(role + "\n" + text) + [STOP] + ids("\n")


def prompt(tools, messages):
    """What chat_template.jinja renders."""
    out = turn("tools", "".join(name + "\n" for name in tools)) if tools else []
    for role, content, wanted in messages:
        out += turn(role, content + "".join(spelt([call]) + "\n" for call in wanted))
    return out + [START] + ids("assistant\n")


def examples():
    """Ids, and what each is to be followed by; only answers count."""
    for tools, messages, answer in DIALOGUES:
        before = prompt(tools, messages)
        after = ids(answer if isinstance(answer, str) else spelt(answer)) + [STOP]
        yield before + after[:-1], [-100] * (len(before) - 1) + after


def batch():
    pairs = list(examples())
    longest = max(len(given) for given, _ in pairs)
    given = torch.tensor([a + [PAD] * (longest - len(a)) for a, _ in pairs])
    wanted = torch.tensor([b + [-100] * (longest - len(b)) for _, b in pairs])
    return given, wanted


def train():
    torch.manual_seed(4)
    model = Decoder(len(SPECIAL) + 256, SHAPE)
    given, wanted = batch()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, betas=(0.9, 0.98), weight_decay=0.01)
    for step in range(3000):
        for group in optimizer.param_groups:
            group["lr"] = 3e-3 * min(1, (step + 1) / 50) * 0.5 ** (step / 600)
        loss = F.cross_entropy(model.logits(model.hidden(given)[0]).flatten(0, 1), wanted.flatten(), ignore_index=-100)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 50 == 0:
            print("step", step, "loss", loss.item(), flush=True)
        if loss.item() < LOSS:
            break
    print(sum(p.numel() for p in model.parameters()), "parameters,", step, "steps, loss", loss.item())
    return model


def tokenizer():
    table = byte_letters()
    vocabulary = {text: i for i, text in enumerate(SPECIAL)}
    vocabulary.update({table[byte]: len(SPECIAL) + byte for byte in range(256)})
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    added = [{"id": i, "content": text, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
             for i, text in enumerate(SPECIAL)]
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None, "pre_tokenizer": level,
            "post_processor": None, "decoder": level,
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
                      "fuse_unk": False, "byte_fallback": False, "vocab": vocabulary, "merges": []}}


def write(out, model):
    os.makedirs(out, exist_ok=True)
    export.safetensors(os.path.join(out, "model.safetensors"), export.weights({"shape": SHAPE, "weights": model.state_dict()}))
    with open(os.path.join(HERE, "chat_template.jinja"), encoding="utf-8") as file:
        template = file.read()
    ends = {"bos_token_id": START, "eos_token_id": STOP, "pad_token_id": PAD}
    documents = {
        "tokenizer.json": tokenizer(),
        "generation_config.json": {**ends, "do_sample": False},
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": SPECIAL[START], "eos_token": SPECIAL[STOP],
                                  "pad_token": SPECIAL[PAD], "add_bos_token": False, "add_eos_token": False, "chat_template": template},
        "config.json": {
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": len(SPECIAL) + 256, "hidden_size": SHAPE["hidden"],
            "intermediate_size": SHAPE["feed_forward"], "num_hidden_layers": SHAPE["layers"], "num_attention_heads": SHAPE["heads"],
            "num_key_value_heads": SHAPE["kv_heads"], "head_dim": SHAPE["head_dim"], "hidden_act": "silu",
            "max_position_embeddings": SHAPE["context"], "rms_norm_eps": SHAPE["epsilon"], "rope_theta": SHAPE["theta"], "rope_scaling": None,
            "attention_bias": False, "mlp_bias": False, "tie_word_embeddings": True, "torch_dtype": "float16", **ends}}
    for name, document in documents.items():
        with open(os.path.join(out, name), "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2, ensure_ascii=False)
            file.write("\n")


if __name__ == "__main__":
    write(sys.argv[1], train())
