"""A server that speaks OpenAI's protocol, as a model.

http     the requests
model    a server as a model
"""
