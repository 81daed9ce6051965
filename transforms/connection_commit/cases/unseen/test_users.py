from tables import users


class TestUsers:
    def test_add(self):
        with self.database.get_engine().connect() as conn:
            for id in (1, 2):
                statement = users.insert().values(id=id)
                conn.execute(statement)

    def add(self, id):
        conn = self.database.get_engine().connect()
        statement = users.insert().values(id=id)
        result = conn.execute(statement)
        return result.inserted_primary_key[0]

    def test_files(self):
        with self.files.connect() as conn:
            conn.execute("DELETE FROM users")
            conn.execute(self.statement)
