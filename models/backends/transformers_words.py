"""The large writer: a causal language model, loaded by hub id or folder through transformers, and checked.

It is given the facts and an example of the shop's own words, and asked for a title and a description.  Whatever it
answers is held against the facts: a sentence that claims a category, colour, pattern, sleeve or material which the
design does not have is left out (`models/claims.py`), and counted.  Of the title nothing can be left out; one that is
not true, or names no garment, is written by the grammar instead, and counted as well.

Only configurations of transformers' own architectures are loaded: no code that comes with a model ever runs.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from models.backends.compact_words import list_keywords, write_title
from models.backends.weights import pick_device
from models.claims import find_claims, find_untruths
from models.errors import BackendFailedError, BackendUnavailableError
from models.hub import SMOLLM2, HubModel, check_weights, fetch_model
from models.phrases import NOUNS
from models.types import BackendInfo, Job
from models.wording import LONGEST_DESCRIPTION, LONGEST_TITLE, DescribeRequest, DescribeResult, Facts

MOST_TOKENS = 160
STEP = 16
"""Tokens between two looks at whether the user has stopped it."""
TEMPERATURE = 0.8
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class TransformersWords:
    """Writes with a language model.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="transformers_words",
        title="Large words",
        verbs=("describe",),
        tier="large",
        vram_gib=2.0,
        licence=SMOLLM2.licence,
        source=SMOLLM2.id,
    )

    def __init__(self, model: HubModel = SMOLLM2, device: str = "auto") -> None:
        """Download the model on first use, then load it.

        Raises BackendUnavailableError when it cannot be had or loaded, or is not what its hash says.
        """
        self.device = pick_device(device)
        self.info = replace(type(self).info, source=model.id, licence=model.licence)
        folder = fetch_model(model)
        self.weights_sha256 = check_weights(folder, model, "Choose another language model.")
        self.tokenizer, self.net = _load(folder, model.id)
        self.net.to(self.device)

    def describe(self, request: DescribeRequest, job: Job) -> DescribeResult:
        """See `protocols.Writer.describe`.  Raises BackendFailedError when nothing that the model says is true."""
        job.report(0.0, "Finding words")
        answer = self._answer(write_prompt(request), request.seed, job)
        title, sentences = read_answer(answer)
        true = [each for each in sentences if not find_untruths(each, request.facts)]
        dropped = len(sentences) - len(true)
        if not _is_title(title, request.facts):
            chance = random.Random(f"words {request.seed}")
            title, dropped = write_title(request, chance.choice(NOUNS[request.facts.category]), chance), dropped + 1
        description = _cut(true[: request.sentences])
        if not description:
            raise BackendFailedError(
                "The language model said nothing about this design that is true.",
                "Try another seed, or choose the compact words.",
            )
        return DescribeResult(
            title=title, description=description, keywords=list_keywords(request.facts), dropped=dropped
        )

    def _answer(self, prompt: str, seed: int, job: Job) -> str:
        """What the model says after the prompt, drawn token by token with the seed's own chance."""
        chance = torch.Generator(device="cpu").manual_seed(seed)
        tokens = self.tokenizer(self._dress(prompt), return_tensors="pt").input_ids.to(self.device)
        said: list[int] = []
        kept: Any = None
        end = self.tokenizer.eos_token_id
        with torch.inference_mode():
            for step in range(MOST_TOKENS):
                if step % STEP == 0:
                    job.report(0.05 + 0.9 * step / MOST_TOKENS, "Writing")
                out = self.net(input_ids=tokens, past_key_values=kept, use_cache=True)
                kept = out.past_key_values
                logits = out.logits[0, -1].float().cpu() / TEMPERATURE
                if not torch.isfinite(logits).all():
                    raise BackendFailedError("The language model gave no usable answer.", "Try the compact words.")
                best = torch.topk(logits, min(40, len(logits)))
                drawn = int(best.indices[torch.multinomial(torch.softmax(best.values, 0), 1, generator=chance)])
                if drawn == end:
                    break
                said.append(drawn)
                tokens = torch.tensor([[drawn]], device=self.device)
        return str(self.tokenizer.decode(said, skip_special_tokens=True))

    def _dress(self, prompt: str) -> str:
        """The prompt as a model that was made for chat wants it."""
        if not getattr(self.tokenizer, "chat_template", None):
            return prompt
        message = [{"role": "user", "content": prompt}]
        return str(self.tokenizer.apply_chat_template(message, tokenize=False, add_generation_prompt=True))


def write_prompt(request: DescribeRequest) -> str:
    """What the model is told: the facts, the example, the form of the answer."""
    facts = request.facts
    told = {
        "garment": NOUNS[facts.category][0], "main colour": facts.colour.lower(), "second colour": facts.accent.lower(),
        "pattern": facts.print or facts.pattern, "material": facts.material, "sleeves": facts.sleeve,
        "line": facts.line, "shade": facts.tone,
    }  # fmt: skip
    lines = ["Write a product title and a short description for a shop. Use only these facts, add none:"]
    lines += [f"- {name}: {value}" for name, value in told.items() if value]
    if request.example is not None:
        shown = request.example
        lines += ["This is how the shop writes:", f"Title: {shown.title}"]
        lines += [f"Description: {shown.description[:500]}"] if shown.description else []
    lines += [f"Write a title, then at most {request.sentences} sentences.", "Title:"]
    return "\n".join(lines)


def read_answer(answer: str) -> tuple[str, list[str]]:
    """The title and the sentences of an answer: its first line, and the rest."""
    lines = [line.strip(" *#\t\"'") for line in answer.splitlines()]
    lines = [re.sub(r"^(title|description)\s*:\s*", "", line, flags=re.IGNORECASE) for line in lines]
    lines = [line for line in lines if line]
    if not lines:
        return "", []
    if len(lines) == 1:
        lines += lines
    return lines[0][:LONGEST_TITLE], [each for line in lines[1:] for each in _SENTENCE.split(line) if each.strip()]


def _is_title(title: str, facts: Facts) -> bool:
    """Whether a title is true and names the garment and its colour."""
    if not title.strip() or find_untruths(title, facts):
        return False
    kinds = {claim.kind for claim in find_claims(title)}
    return "colour" in kinds and ("category" in kinds or not facts.category)


def _cut(sentences: list[str]) -> str:
    """Whole sentences that fit."""
    text = ""
    for sentence in sentences:
        longer = f"{text} {' '.join(sentence.split())}".strip()
        if len(longer) > LONGEST_DESCRIPTION:
            break
        text = longer
    return text


def _load(folder: Path, name: str) -> tuple[Any, Any]:
    """Tokenizer and network, on the CPU.  Raises BackendUnavailableError when they cannot be loaded."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        net, report = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype=torch.float32,
            output_loading_info=True,
        )  # fmt: skip
    except MemoryError:
        raise
    except Exception as error:  # configurations from outside decide what is built: anything can come out of it
        raise BackendUnavailableError(
            f"The language model {name} could not be loaded.", "Choose another one; the log says what happened."
        ) from error
    if report["missing_keys"] or report["mismatched_keys"]:
        raise BackendUnavailableError(f"The weights of {name} do not fill its network.", "Choose another one.")
    return tokenizer, net.eval()
