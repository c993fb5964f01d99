"""What open pages are told."""

from __future__ import annotations

import asyncio

from k8sdsl.serve.events import Events


def test_every_open_page_gets_an_event_until_all_are_closed() -> None:
    events = Events()

    async def page() -> list[str]:
        return [text async for text in events.stream()]

    async def pages() -> list[list[str]]:
        tasks = [asyncio.create_task(page()) for _ in range(3)]
        await asyncio.sleep(0)
        events.send("changed", {"files": ["a\nb"]})
        events.close()
        return await asyncio.gather(*tasks)

    told = [": here\n\n", 'event: changed\ndata: {"files": ["a\\nb"]}\n\n']
    assert asyncio.run(pages()) == [told, told, told]
    events.send("changed", {})  # nobody is there


def test_a_silent_stream_shows_that_it_is_alive() -> None:
    async def first() -> list[str]:
        stream = Events().stream(pulse=0.001)
        return [await anext(stream), await anext(stream)]

    assert asyncio.run(first()) == [": here\n\n", "event: pulse\ndata: alive\n\n"]
