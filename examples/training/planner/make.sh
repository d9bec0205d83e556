#!/bin/sh
# Makes planner-v1 from nothing: make.sh FOLDER [MINUTES]
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
folder=$1
minutes=${2:-60}
export OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=1
mkdir -p "$folder"
/usr/bin/python3 "$here/tokenizer.py" "$folder"
/usr/bin/python3 "$here/train.py" "$folder" "$minutes"
/usr/bin/python3 "$here/evaluate.py" "$folder" "$here/development.jsonl"
/usr/bin/python3 "$here/export.py" "$folder" "$folder/huggingface"
echo "Now: ./countersign model import $folder/huggingface --name planner-v1 --weights fp16"
