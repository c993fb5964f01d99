"""The notes' volume and claim, which only Kubernetes brings together."""

from __future__ import annotations

import yaml

from k8sdsl import k8s
from k8sdsl.blocks import claim


def test_the_volume_that_an_administrator_makes() -> None:
    expected = """
    kind: PersistentVolume
    apiVersion: v1
    metadata:
      name: volumen1
    spec:
      capacity:
          storage: 20Gi
      storageClassName: rapidito-redundante
      accessModes:
        - ReadWriteOnce
      nfs:
        server: mi-nfs-server.mi-dominio.local
        path: /ruta/del/volumen
    """
    volume = k8s.PersistentVolume(
        "volumen1",
        spec=k8s.PersistentVolumeSpec(
            capacity={"storage": "20Gi"},
            storage_class_name="rapidito-redundante",
            access_modes=["ReadWriteOnce"],
            nfs=k8s.NFSVolumeSource(server="mi-nfs-server.mi-dominio.local", path="/ruta/del/volumen"),
        ),
    )
    assert volume.to_dict() == yaml.safe_load(expected)


def test_the_claim_that_a_developer_makes() -> None:
    expected = """
    kind: PersistentVolumeClaim
    apiVersion: v1
    metadata:
      name: pvc-datos-mariadb
    spec:
      resources:
        requests:
          storage: 10Gi
      storageClassName: rapidito-redundante
      accessModes:
        - ReadWriteOnce
    """
    claimed = claim("pvc-datos-mariadb", "10Gi", storage_class="rapidito-redundante")
    assert claimed.to_dict() == yaml.safe_load(expected)
