"""What `install.py` runs, on the standard library alone.

commands    runs a program, and says in a line what is missing
llama       chooses llama.cpp for this machine: a prebuilt wheel where one fits and is proved, else a compile
compiling   compiles llama.cpp for a GPU or the processor
proof       run by the new environment: writes a token with a model made on the spot
headers     what older Vulkan headers lack
"""
