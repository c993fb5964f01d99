"""The validation of the batch group: Jobs and CronJobs."""

from __future__ import annotations
