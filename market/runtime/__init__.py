"""The processes of a site: pages and sockets, jobs and deadlines, the embedded PostgreSQL, and their health."""
