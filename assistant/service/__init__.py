"""The composition root, and the process that stays open behind a page.

model_choice      which model writes
measured_speed    how fast the processor writes, as last measured
composition       joins settings to concrete parts
store_client      lets the page that owns a store run a command
ingest            reads sources into a store
store_commands    what else only the owner of a store may do, by name
command_server    runs store commands for other processes, over loopback HTTP
store_owner       an open store with its lock, its sources and its watch
diagnostics       describes store and model
model_trial       ten fixed questions over the samples, asked of one model
model_manager     lists, chooses and loads the model that writes
runtime           store, model and assistant of one data folder, opened when first used
notes_library     the Library that a page asks
empty_store       what to say if there are no notes
"""
