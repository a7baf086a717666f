"""Language models: a local GGUF run by llama.cpp, or a server that speaks OpenAI's protocol, behind one interface.

model                 the interface, and the nouns it speaks in
request_queue         one request at a time, first come, first served
gpus                  the GPUs of this machine and the state of their drivers
hardware              memory, cores and GPU of this machine, and whether llama.cpp uses it
gguf                  the header of a GGUF file
load_checks           whether a model can be loaded, and why a load failed
chat_template         prompts from a model's own template
grammar               holds what is written to a form
prefix_states         states after the beginnings that many prompts share
layer_tap             what a layer of a model knows after a prompt
llama_runtime         a GGUF in llama.cpp: one prompt completed or scored
llama_loading         llama.cpp started, a GGUF loaded
llama_model           a local GGUF as a model
endpoint/             a server as a model
llama_index_adapter   a model as LlamaIndex's LLM
"""
