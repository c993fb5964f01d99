"""A local page that shows the overlays of a project and follows its files: `k8sdsl serve`.

server        the address, uvicorn, and the end
guard         who may ask: the token, the Host header, and the headers of every answer
application   the requests: the page, its style and script, a tab, events
project       what is built: once per change, shared by all tabs
worker        the one thread that does all heavy work
events        changes for open pages
page, failure, table   HTML that the tabs share; page.css and page.js
tabs/         one file per tab
"""

from __future__ import annotations
