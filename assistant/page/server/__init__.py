"""The page as a web server, from the port to the page.

serve      binds a port and runs the server
security   refuses requests from other sites, under other host names, or without a sign-in
sign_in    who may use a page: those with its password, its readers, or those whom a proxy names
html_head  puts the style before Gradio's own script
app        mounts the page in a web application, with Gradio's telemetry off
pdf_files  serves the PDF that a passage stands in
mcp        the tools as an MCP server, over HTTP beside the page or over standard input and output
"""
