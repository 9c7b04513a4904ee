"""What crawlers are told of the whole site: robots.txt, sitemaps in parts, and the site itself on its front page.

What they are told of a page is its app's (`open_web.py` in the folders of pages); how, `core/web/open_web.py` says.
"""
