"""The ways to a person: mail, push, socket."""
