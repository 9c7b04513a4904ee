"""The search engine: Elasticsearch 8 or 9, or OpenSearch 2 or 3, behind ELASTICSEARCH_URL.

    client        the connection, and one search of a page
    documents     what the engine holds of a public row: its words as PostgreSQL's documents have them, and the columns
                  that filter and sort
    bulk          documents sent in bulk, tried again where they are refused
    changes       the change log read on, and applied to every index
    building      an index built anew behind an alias, beside the one that answers
    comparison    an index compared with the database, and repaired
    breaker       the engine is left alone for some seconds when it does not answer as it should
    readiness     whether the engine has what the database has

PostgreSQL holds the truth and answers whenever the engine cannot (`search.engine`).
"""
