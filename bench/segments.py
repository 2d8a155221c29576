"""From histories to segments, and search in a large catalogue: time and memory, beside the usual libraries.

    python -m bench.segments
    python -m bench.segments --small

A million shoppers with twenty events each over 100,000 products with 512-d vectors.  The peer is what a notebook would
do: pandas `groupby().mean()` over one row an event, then scikit-learn's KMeans on the 512-d means, with as many
segments, random starts and rounds a start as ours (20; either stops sooner when nothing moves any more).  A row of 512
floats an event would be 40 GB, so the peer runs on fewer shoppers; both run at several sizes, and each ratio is of
times a shopper, ours at the full size.  `scaling` is the exponent b of time ~ shoppers^b between the sizes: at 1 or
above for the peer, the ratio at a million is no smaller than is said; `ratio_if_scaled` carries the peer's time on to
a million by its exponent.

`inertia_over_peer` is our sum of squares over scikit-learn's for the same shoppers, minus 1, and `inertia_over_full`
over that of 20 further rounds of everybody.  `segments_both` is the two steps together, and `segments_whole` the chain
as an import runs it: axes of taste, the number of segments from the data, willingness to pay, descriptions, gaps.

Search: a million clustered 512-d vectors; one query at a time, against faiss's exact search of the same.

Each part runs in a process of its own, so that the peak of memory is its own.  `--small` is a hundredth, for a look
whether everything runs; its figures count for nothing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import machine, median_ms

Floats = NDArray[np.float32]

DIMENSIONS = 512
EVENTS_EACH = 20
SEGMENTS = 16
ROUNDS = 20
"""Of k-means, a start."""
SEED = 0


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is measured."""

    users: tuple[int, ...] = (250_000, 1_000_000)
    """Ours, smallest first; the last one counts."""
    peer_users: tuple[int, ...] = (10_000, 30_000)
    products: int = 100_000
    vectors: int = 1_000_000
    queries: int = 400


SMALL = Size(users=(5_000, 20_000), peer_users=(1_000, 2_000), products=2_000, vectors=20_000, queries=50)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a hundredth of everything: does it run?")
    small = parser.parse_args().small
    size = SMALL if small else Size()
    tastes = report_pair("tastes", our_tastes, peer_tastes, size, small)
    clusters = report_pair("clusters", our_clusters, peer_clusters, size, small)
    both = {key: tastes[key] + clusters[key] for key in ("ours_s", "peer_s")}
    show_sum("segments_both", both["ours_s"], both["peer_s"], size, small)
    whole = [alone(our_segments, users, size.products) for users in size.users]
    more = {"peak_gb": whole[-1]["peak_gb"], "scaling": scaling(size.users, whole)}
    show_sum("segments_whole", whole[-1]["seconds"], both["peer_s"], size, small, more)
    found = alone(search, size.vectors, size.queries)
    show({"name": "search", "unit": "ms", **found}, small)


def report_pair(
    name: str, ours: Callable[..., Any], peer: Callable[..., Any], size: Size, small: bool
) -> dict[str, float]:
    """One line: seconds for all shoppers, and how much faster a shopper that is than by the peer.

    Returns the seconds for all of them, the peer's by its time a shopper.
    """
    theirs = [alone(peer, users, size.products) for users in size.peer_users]
    mine = [alone(ours, users, size.products) for users in size.users]
    users, peer_users = size.users[-1], size.peer_users[-1]
    seconds, peer_s = mine[-1]["seconds"], theirs[-1]["seconds"] * users / peer_users
    exponent = scaling(size.peer_users, theirs)
    line = {
        "name": f"segments_{name}",
        "value": round(seconds, 2),
        "unit": "s",
        "users": users,
        "scaling": scaling(size.users, mine),
        "peer": {"tastes": "pandas groupby-mean", "clusters": "scikit-learn KMeans"}[name],
        "peer_value": round(theirs[-1]["seconds"], 2),
        "peer_users": peer_users,
        "peer_peak_gb": theirs[-1]["peak_gb"],
        "peer_scaling": exponent,
        "ratio": round(peer_s / seconds, 1),
        "ratio_if_scaled": round(theirs[-1]["seconds"] * (users / peer_users) ** exponent / seconds, 1),
    }
    rest = {key: value for run in (theirs[-1], mine[-1]) for key, value in run.items() if key != "seconds"}
    show(line | rest, small)
    return {"ours_s": seconds, "peer_s": peer_s}


def show_sum(
    name: str, seconds: float, peer_s: float, size: Size, small: bool, more: dict[str, Any] | None = None
) -> None:
    """One line that has both peers on the other side, at their times a shopper."""
    line = {
        "name": name,
        "value": round(seconds, 1),
        "unit": "s",
        "users": size.users[-1],
        "events": size.users[-1] * EVENTS_EACH,
        "peer": "pandas groupby-mean and scikit-learn KMeans, a shopper",
        "peer_value": round(peer_s, 1),
        "ratio": round(peer_s / seconds, 1),
    }
    show(line | (more or {}), small)


def show(line: dict[str, Any], small: bool) -> None:
    """Print one line."""
    print(json.dumps({**line, **({"small": True} if small else {}), "machine": machine()}), flush=True)


def scaling(sizes: tuple[int, ...], runs: list[dict[str, Any]]) -> float:
    """The exponent of time over size between the first and the last run."""
    return round(float(np.log(runs[-1]["seconds"] / runs[0]["seconds"]) / np.log(sizes[-1] / sizes[0])), 2)


def alone(work: Callable[..., Any], *arguments: int) -> dict[str, Any]:
    """Run `work` in a fresh process: what it returns (or "seconds"), and the peak of memory in GB."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    try:
        result: dict[str, Any] = ours.recv()
    except EOFError as error:
        process.join()
        raise RuntimeError(f"{work.__name__}{arguments} ended with code {process.exitcode}") from error
    process.join()
    return result


def _run(pipe: Any, work: Callable[..., Any], arguments: tuple[int, ...]) -> None:
    result = work(*arguments)
    pipe.send({"peak_gb": _peak_gb(), **(result if isinstance(result, dict) else {"seconds": result})})
    pipe.close()


def _peak_gb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9, 2)


def draw_events(users: int, products: int) -> Any:
    """Histories of shoppers of a few kinds, who mostly keep to their kind's products."""
    from segments.tables import EventArrays

    rng = np.random.default_rng(SEED)
    count = users * EVENTS_EACH
    user = np.repeat(np.arange(users, dtype=np.int32), EVENTS_EACH)
    kind = np.repeat(rng.integers(0, SEGMENTS, users, dtype=np.int32), EVENTS_EACH)
    product = rng.integers(0, products // SEGMENTS, count, dtype=np.int32) * SEGMENTS + kind
    stray = rng.random(count, dtype=np.float32) < 0.3
    product[stray] = rng.integers(0, products, int(stray.sum()), dtype=np.int32)
    sold = rng.random(count, dtype=np.float32) < 0.2
    return EventArrays(
        user=user,
        product=product,
        kind=np.where(sold, 5, 0).astype(np.uint8),
        time_s=1_700_000_000 + rng.integers(0, 365 * 86_400, count),
        quantity=np.ones(count, np.float32),
        price=np.full(count, 20, np.float32),
        session=(np.arange(count) // 4).astype(np.int32),
        users=users,
    )


def draw_catalogue(products: int) -> Floats:
    """Unit vectors: a cone, as many kinds as segments, and noise."""
    rng = np.random.default_rng(SEED + 1)
    kinds = rng.standard_normal((SEGMENTS, DIMENSIONS), np.float32)
    vectors = 1.5 * rng.standard_normal(DIMENSIONS, np.float32) + kinds[np.arange(products) % SEGMENTS]
    vectors += 1.5 * rng.standard_normal((products, DIMENSIONS), np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes, once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def our_tastes(users: int, products: int) -> float:
    """Weights, the sparse matrix, and the full 512-d taste of everybody."""
    from segments.tastes import Centre, gather, mean_tastes, weigh

    events, vectors = draw_events(users, products), draw_catalogue(products)
    mean_tastes(gather(events, weigh(events), products)[:100], vectors)  # libraries load here

    def work() -> None:
        centred = Centre.of(vectors).centre(vectors)
        mean_tastes(gather(events, weigh(events), products), centred)

    return timed(work)


def peer_tastes(users: int, products: int) -> float:
    """One row of 512 numbers an event, and the mean of each user's."""
    import pandas as pd  # type: ignore[import-untyped]

    events, vectors = draw_events(users, products), draw_catalogue(products)
    return timed(lambda: pd.DataFrame(vectors[events.product]).groupby(events.user, sort=False).mean().to_numpy())


def _means(users: int, products: int) -> Floats:
    from segments.tastes import Centre, gather, mean_tastes, weigh

    events, vectors = draw_events(users, products), draw_catalogue(products)
    return mean_tastes(gather(events, weigh(events), products), Centre.of(vectors).centre(vectors))


def our_clusters(users: int, products: int) -> dict[str, float]:
    """k-means of 512-d tastes and the segment of everybody, and how much better it gets by rounds of everybody."""
    from segments.clusters import fit_clusters
    from segments.index import kmeans

    points = _means(users, products)
    fit_clusters(points[:1000], count=2, minimum=1)  # faiss loads here
    seconds = timed(lambda: fit_clusters(points, count=SEGMENTS).assign(points))
    peak_gb = _peak_gb()
    centres = fit_clusters(points, count=SEGMENTS).centres
    full = kmeans(points, len(centres), sample=users, iterations=ROUNDS, start=centres)
    over = inertia(points, centres) / inertia(points, full) - 1
    return {"seconds": seconds, "inertia_over_full": round(over, 5), "peak_gb": peak_gb}


def peer_clusters(users: int, products: int) -> dict[str, float]:
    """The same by scikit-learn, with as many starts and rounds; then ours on the same shoppers."""
    from sklearn.cluster import KMeans

    from segments.clusters import RESTARTS, fit_clusters

    points = _means(users, products)
    means = KMeans(SEGMENTS, n_init=RESTARTS, max_iter=ROUNDS, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a start that could go on is not what is asked here
        seconds = timed(lambda: means.fit_predict(points))
    over = inertia(points, fit_clusters(points, count=SEGMENTS).centres) / inertia(points, means.cluster_centers_) - 1
    return {"seconds": seconds, "inertia_over_peer": round(over, 5)}


def inertia(points: Floats, centres: Floats) -> float:
    """The sum of squared distances to the nearest centre."""
    from segments.index import nearest

    return float(nearest(points, centres, 1)[1].sum(dtype=np.float64))


def our_segments(users: int, products: int) -> float:
    """The whole chain: axes of taste, the number of segments from the data, descriptions and all."""
    from segments.audience import Shop, find_audience
    from segments.facets import read_facets

    rng = np.random.default_rng(SEED + 2)
    kinds, colours = (np.arange(products) % SEGMENTS).astype(str), rng.integers(0, 12, products).astype(str)
    shop = Shop(
        vectors=draw_catalogue(products),
        encoder="random",
        prices=rng.uniform(10, 60, products).astype(np.float32),
        texts=[f"colour{colour} kind{kind}" for colour, kind in zip(colours, kinds, strict=True)],
        categories=kinds.tolist(),
        facets=read_facets({"category": kinds.tolist(), "colour": colours.tolist()}),
        events=draw_events(users, products),
    )
    return timed(lambda: find_audience(shop, "bench"))


def search(vectors: int, queries: int) -> dict[str, Any]:
    """Building and searching the approximate index, and faiss's exact search of the same vectors."""
    from segments.index import ProductIndex

    stored, asked = draw_clustered(vectors, queries)
    truth, exact_ms = search_exactly(stored, asked)
    began = time.perf_counter()
    index = ProductIndex.build(stored, exact=False)
    build_s = time.perf_counter() - began
    spent, hits = [], 0
    for number, query in enumerate(asked):
        began = time.perf_counter()
        rows = index.search(query, 10)[0][0]
        spent.append(1000 * (time.perf_counter() - began))
        hits += len(set(rows.tolist()) & set(truth[number].tolist()))
    p50 = float(np.median(spent))
    return {
        "value": round(p50, 2),
        "p95": round(float(np.quantile(spent, 0.95)), 2),
        "recall_at_10": round(hits / (10 * queries), 4),
        "vectors": vectors,
        "build_s": round(build_s, 1),
        "index_gb": round(index.nbytes / 1e9, 2),
        "peer": "faiss exact inner product",
        "peer_value": round(exact_ms, 2),
        "ratio": round(exact_ms / p50, 1),
    }


def search_exactly(stored: Floats, asked: Floats) -> tuple[NDArray[np.int64], float]:
    """The true ten of each query, and the milliseconds for one; the index is gone afterwards."""
    from segments.index import ProductIndex

    exact = ProductIndex.build(stored, exact=True)
    return exact.search(asked, 10)[0], median_ms(lambda: exact.search(asked[0], 10), times=15)


def draw_clustered(vectors: int, queries: int) -> tuple[Floats, Floats]:
    """Unit vectors in some thousand clusters of uneven size, and queries from the same."""
    rng = np.random.default_rng(SEED + 3)
    centres = rng.standard_normal((max(10, vectors // 500), DIMENSIONS), np.float32)
    size = 1 / (np.arange(len(centres)) + 20)
    stored = np.empty((vectors + queries, DIMENSIONS), np.float32)
    for begin in range(0, len(stored), 50_000):
        part = stored[begin : begin + 50_000]
        part[:] = centres[rng.choice(len(centres), len(part), p=size / size.sum())]
        part += 0.8 * rng.standard_normal(part.shape, np.float32)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return stored[:vectors], stored[vectors:]


if __name__ == "__main__":
    main()
