"""Writes a trained planner as Hugging Face publishes models.

    /usr/bin/python3 export.py FOLDER OUT

FOLDER holds tokenizer.json and model.pt. OUT gets config.json, generation_config.json, model.safetensors (fp16), tokenizer.json,
tokenizer_config.json with the chat template, and chat_template.jinja.
"""

import json
import os
import shutil
import struct
import sys

import torch

import tokenizer

HERE = os.path.dirname(os.path.abspath(__file__))


def weights(saved):
    """The tensors under the names that Llama models use."""
    shape, source = saved["shape"], saved["weights"]
    queries, keys = shape["heads"] * shape["head_dim"], shape["kv_heads"] * shape["head_dim"]
    out = {"model.embed_tokens.weight": source["embedding.weight"], "model.norm.weight": source["norm.weight"]}
    for index in range(shape["layers"]):
        mine, theirs = "layers.%d." % index, "model.layers.%d." % index
        q, k, v = source[mine + "qkv.weight"].split((queries, keys, keys))
        gate, up = source[mine + "gate_up.weight"].chunk(2)
        out.update({
            theirs + "self_attn.q_proj.weight": q, theirs + "self_attn.k_proj.weight": k, theirs + "self_attn.v_proj.weight": v,
            theirs + "self_attn.o_proj.weight": source[mine + "out.weight"], theirs + "mlp.gate_proj.weight": gate,
            theirs + "mlp.up_proj.weight": up, theirs + "mlp.down_proj.weight": source[mine + "down.weight"],
            theirs + "input_layernorm.weight": source[mine + "first.weight"], theirs + "post_attention_layernorm.weight": source[mine + "second.weight"]})
    return out


def safetensors(path, tensors):
    """The format of safetensors: the length of a JSON header, the header, the bytes."""
    header, blobs, at = {"__metadata__": {"format": "pt"}}, [], 0
    for name in sorted(tensors):
        blob = tensors[name].detach().half().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F16", "shape": list(tensors[name].shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head + b"".join(blobs))


def main(folder, out):
    os.makedirs(out, exist_ok=True)
    saved = torch.load(os.path.join(folder, "model.pt"))
    shape = saved["shape"]
    vocabulary = len(tokenizer.load(os.path.join(folder, "tokenizer.json")).tokens)
    safetensors(os.path.join(out, "model.safetensors"), weights(saved))
    shutil.copy(os.path.join(folder, "tokenizer.json"), out)
    shutil.copy(os.path.join(HERE, "chat_template.jinja"), out)
    with open(os.path.join(HERE, "chat_template.jinja"), encoding="utf-8") as file:
        template = file.read()

    def write(name, document):
        with open(os.path.join(out, name), "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2, ensure_ascii=False)
            file.write("\n")

    write("config.json", {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": vocabulary, "hidden_size": shape["hidden"],
        "intermediate_size": shape["feed_forward"], "num_hidden_layers": shape["layers"], "num_attention_heads": shape["heads"],
        "num_key_value_heads": shape["kv_heads"], "head_dim": shape["head_dim"], "hidden_act": "silu",
        "max_position_embeddings": shape["context"], "rms_norm_eps": shape["epsilon"], "rope_theta": shape["theta"], "rope_scaling": None,
        "attention_bias": False, "mlp_bias": False, "attention_dropout": 0.0, "tie_word_embeddings": True, "initializer_range": 0.02,
        "pretraining_tp": 1, "use_cache": True, "bos_token_id": tokenizer.START, "eos_token_id": tokenizer.STOP, "pad_token_id": tokenizer.PAD,
        "torch_dtype": "float16"})
    write("generation_config.json", {
        "bos_token_id": tokenizer.START, "eos_token_id": tokenizer.STOP, "pad_token_id": tokenizer.PAD, "do_sample": False, "max_new_tokens": 96})
    write("tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape["context"], "bos_token": "<|im_start|>", "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>", "add_bos_token": False, "add_eos_token": False, "clean_up_tokenization_spaces": False,
        "chat_template": template})


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
