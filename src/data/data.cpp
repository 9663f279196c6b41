// data/ holds types only; this unit gives the room a library
