"""Models that can be downloaded by name.

catalogue   the list, what fits this machine, the one better model to offer
download    a model's file from the hub, checked and resumable
"""
