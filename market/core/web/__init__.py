"""Pages: templates, forms, middleware, caches, clients, uploads, and what an installed site needs."""
