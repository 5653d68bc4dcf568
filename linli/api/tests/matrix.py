"""What the walk through every address (`tests/matrix`) must know of this room."""

# Addresses that no request of the walk can reach by trying, and the test that walks them instead.
WALKED_ELSEWHERE = {
    "api:adopt": "test_keys: only of a key whose maker has left",
}
