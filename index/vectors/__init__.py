"""Vectors: texts embedded into the catalog, and the nearest passages to a vector.

- `embedder`: the interface of an encoder: texts in, unit vectors out
- `encoder_list`: the encoders that can be chosen by name
- `local_embedder`: the encoder on this machine: its ONNX export where possible, else sentence-transformers
- `sentence_transformer`: a model run by sentence-transformers, and its export to ONNX
- `e5_file`: the file in which a package of the index carries multilingual-e5-small
- `e5_export`: the same as an export, in 4 bits
- `onnx_embedder`: an export run by ONNX Runtime
- `centring`: makes cosines of different encoders mean the same
- `cached_embedder`: an encoder that keeps the vectors of the last texts
- `language_support`: what an encoder trained on English cannot do for other languages
- `exact_search`: nearest vectors and cosines by one matrix product
- `chroma`: the one module that talks to Chroma: a collection in a folder
- `store`: which collection is in use, when it is rebuilt, and search over Chroma and the vectors outside it
- `embed_pending`: embeds what has no vector yet and adds it to Chroma
"""
