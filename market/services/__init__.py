"""Packaged work at a fixed price: what a freelancer offers (`offering`) and what a client orders (`ordering`). Public
actions: `create_service`, `publish_service`, `place_order`, `order_service`, `cancel_order`.
"""
