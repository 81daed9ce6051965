from service import find


class FakeQuery:
    def filter(self, *criteria):
        return self

    def all(self):
        return ["one"]


class FakeSession:
    def query(self, *entities):
        return FakeQuery()


def test_find():
    assert find(FakeSession(), 1) == ["one"]
