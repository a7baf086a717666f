"""What a front end may ask of the reader's notes; the page and the service meet only here.

interfaces            Chat, Search, Sources and Models, and the Library that groups them
command_context       what a long command reports to, and how it is stopped
state                 how sources, store, model and jobs stand
conversation          questions and answers as a front end shows them
conversation_store    past conversations, one file each
"""
