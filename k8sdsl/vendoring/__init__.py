"""Remote bases and components of kustomizations, fetched into the project: `k8sdsl vendor`.

vendor       the kustomizations below some directories, their addresses, and the lock file
address      an address as kustomize reads it: a repository or archive, a revision, and a place in it
repository   a commit, read with the user's own git and without a work tree; archive: tar and zip files and single files
bounded_git  git that stops when it takes too long or what it fetches becomes too large
tree         the files of one source, bounded, and those of them that a kustomization needs
"""
