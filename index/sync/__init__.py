"""The sync: brings the catalog and the vectors in line with the sources.

- `pipeline`: the whole run
- `current_run`: what a run may do and whom it tells; what it counts
- `restore`: an export is taken in
- `fetch_account`: what is new in the Readwise account is fetched
- `changes`: what of a source changed since it was last read
- `apply`: what changed is read and written, in transactions of a few files
- `parsed_file`: one file is read
- `workers`: who reads and embeds: this process, or (`ray_workers`) a cluster
- `write_file`: one file is written to the catalog, or removed
- `erase`: what was read from a path goes, from every file of the store
- `report`: what a run did
- `history`: the last runs
- `watch`: tells when source folders changed
"""
