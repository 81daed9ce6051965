class Generator:
    def __init__(self, metadata):
        self.metadata = metadata

    def render(self):
        return [
            column.type.compile(column.table.bind.dialect)
            for table in self.metadata.tables.values()
            for column in table.columns
        ]
