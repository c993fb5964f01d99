"""What a cluster would make of a set of objects: at the least and at the most replicas, as findings and as a report.

- `scaling`: how many replicas workloads can have. `scenario`: one simulation of the set at one scale.
- `refusals`, `claims`, `placement`: findings about what is refused, not bound and not scheduled.
- `addressing`: findings about ranges of addresses, and balancers in front of the nodes.
- `check`: the findings of both scales. `report`: quotas, claims and placement as text.
"""
