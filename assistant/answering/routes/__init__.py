"""The kinds of questions that have a route of their own, in the order in which they are tried.

catalog           about a work or the whole collection, and small talk (with overview)
overview          sentences on what the collection holds as a whole
opinions          what the reader thinks or thought
works_mentioning  which works are about a matter
authors           what an author says about a matter
"""
