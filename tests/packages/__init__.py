"""Tests of what is published: wheel, sdist, hooks, action, container."""
