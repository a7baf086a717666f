"""Vectors: texts embedded into the catalog, and the nearest passages to a vector.

- `embedder`: the interface of an encoder: texts in, unit vectors out
- `local_embedder`: the encoder on this machine: its ONNX export where possible, else sentence-transformers
- `sentence_transformer`: a model run by sentence-transformers, and its export to ONNX
- `onnx_embedder`: an export run by ONNX Runtime
- `cached_embedder`: an encoder that keeps the vectors of the last texts
- `language_support`: what an encoder trained on English cannot do for other languages
- `exact_search`: nearest vectors and cosines by one matrix product
- `chroma`: the one module that talks to Chroma: a collection in a folder
- `store`: which collection is in use, when it is rebuilt, and search over Chroma and the vectors outside it
- `embed_pending`: embeds what has no vector yet and adds it to Chroma
"""
