"""What the walk through every address (`tests/matrix`) must know of this room."""

# Addresses that the walk cannot reach by a request, and the test that covers them instead.
WALKED_ELSEWHERE = {
    "api:adopt": "test_keys: only of a key whose maker has left",
}

ANSWERED_OTHERWISE = {"api:new_key": "the key is shown once: the second answer is the list"}
TYPED_IN = {"api:adopt": {}}
STANDS = {"api:adopt": {"made_by": None, "permissions": []}}
