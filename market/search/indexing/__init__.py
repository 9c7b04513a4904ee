"""Search documents: what is indexed of a row, how, and when."""
