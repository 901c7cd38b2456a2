"""The records of conflicts: none is lost, each links values that differ and still says what is so."""

import re

from expobook.evidence import conflict_guards


def test_guards_hold_over_the_committed_rows(stock):
    """Catch a conflict record that speaks about values that have changed."""
    dates = stock.events.set_index("event_id")["date_sort"]
    for record in stock.conflicts.itertuples():
        seen = [stock.observation(name) for name in record.observation_ids.split(";") if name]
        linked = [conflict_guards.Linked(one.value, one.yoy_percent) for one in seen]
        linked += [conflict_guards.Linked(float(dates[name])) for name in record.event_ids.split(";") if name]
        assert conflict_guards.holds(record.expect, linked), record.conflict_id


def test_a_guard_reads_every_value_that_its_record_links(stock):
    """Catch a linked row that could change without the guard noticing."""
    for record in stock.conflicts.itertuples():
        links = [name for name in f"{record.observation_ids};{record.event_ids}".split(";") if name]
        letters = set(re.findall(r"\b[a-z]\b", record.expect))
        assert letters == set("abcdefghijklmnopqrstuvwxyz"[: len(links)]), record.conflict_id


def test_known_conflicts_have_records(stock):
    """Catch a conflict that readers were promised and that lost its record."""
    ids = set(stock.conflicts["conflict_id"])
    assert {
        "expo-headline-totals",
        "expo-hangzhou-overlap",
        "hangzhou-cbec-tenfold",
        "china-cbec-2021-base",
        "china-cbec-2022",
        "china-cbec-2023",
        "china-cbec-2024",
        "china-cbec-2025",
        "china-cbec-2018-basis",
        "world-2021-vintages",
        "world-share-of-services",
        "china-dds-2019",
        "china-dds-2022",
        "china-dds-is-knowledge-intensive",
        "services-trade-2026-base",
        "services-trade-2016-base",
        "zhejiang-2025-goals",
        "hangzhou-digital-trade-goals",
        "hangzhou-2025-bulletin",
        "hangzhou-core-value-added-base",
        "alipay-launch",
        "ewtp-rwanda-date",
        "expo-2-exhibitors",
        "expo-3-exhibitors",
        "expo-4-merchants",
        "ciie-5-origins",
        "world-2020-vintages",
        "china-cbec-2022-parts",
        "guangzhou-cbec-2023-base",
        "qingdao-cbec-2017-bases",
        "shenzhen-core-narrow-class",
        "zhejiang-digital-trade-2024",
        "hangzhou-core-revenue-2024",
        "shanghai-rmb-like-for-like",
    } <= ids


def test_a_conflict_links_what_differs(stock):
    """Catch a record whose linked values are all alike, so that no reader sees the difference."""
    dates = stock.events.set_index("event_id")["date_sort"]
    # In these one number stands under several labels: that is what differs.
    labels = {
        "china-dds-is-knowledge-intensive",
        "expo-3-origins",
        "expo-4-fortune-500",
        "expo-4-matchmaking",
        "expo-4-orders-base",
    }
    for record in stock.conflicts.itertuples():
        values = {stock.observation(name).value for name in record.observation_ids.split(";") if name} | {
            float(dates[name]) for name in record.event_ids.split(";") if name
        }
        assert len(values) > 1 or record.conflict_id in labels, record.conflict_id
