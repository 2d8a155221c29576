"""The smallest causal language model that transformers can load: it knows some fifty words and says them at random."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

WORDS = (
    "<unk>", "<eos>", "red.", "olive", "navy.", "striped", "floral.", "dress", "skirt.", "quiet.", "calm", "light.",
    "sleeveless.", "and", "the", "of", "it", "is", "made", "for", "every", "day.", "evening.", "soft",
)  # fmt: skip


def build_writer(folder: Path, seed: int = 0) -> Path:
    """Save model and tokenizer into `folder` as models are published, with random weights."""
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=len(WORDS), n_positions=512, n_embd=16, n_layer=1, n_head=2, bos_token_id=1, eos_token_id=1
    )
    GPT2LMHeadModel(config).save_pretrained(folder)
    words = Tokenizer(models.WordLevel({word: row for row, word in enumerate(WORDS)}, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    PreTrainedTokenizerFast(tokenizer_object=words, unk_token="<unk>", eos_token="<eos>").save_pretrained(folder)
    return folder
