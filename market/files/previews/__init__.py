"""Pictures that we make of uploads, so that they can be seen without being taken: of pictures, and of the first page of
a PDF. `actions.make_preview` writes them, `renderer` is the process that draws them.
"""
