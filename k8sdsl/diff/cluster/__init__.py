"""What would change in a cluster: the objects of a target, compared with what the cluster has.

- `kubectl_proxy`: the way to the API server, with the user's kubectl; reading and dry runs only.
- `resources`: the paths of objects, from the server's discovery.
- `ownership`: which manager deploys an object, and what it applied before, from `managedFields`.
- `prediction`: one object and what it becomes, by a dry run of the server or computed here.
- `comparison`: all objects of a target.
"""

from __future__ import annotations
