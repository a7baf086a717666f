"""Search: from a question to the passages that bear on it.

- `evidence`: the nouns: a question, and the evidence that a search returns
- `query_rewriting`: reads the conversation into the question
- `spelling`: words that no passage has, as the nearest that passages have
- `filters`: which passages a search may return
- `lexical`: candidates by words
- `dense`: candidates by meaning
- `fusion`: both retrievers' scores as one
- `reranking`: what moves a passage up or down: quotations, the reader's own words, repeats, works
- `context_window`: the text to show of a passage that is a small part of its lines
- `searcher`: the pipeline
- `llama_index_adapter`: embedding, vector store and retriever behind LlamaIndex's interfaces
"""
