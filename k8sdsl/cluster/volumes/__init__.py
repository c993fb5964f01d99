"""How claims find volumes (`pkg/controller/volume/persistentvolume`, `component-helpers/storage/volume`)."""
