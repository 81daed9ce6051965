from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, MetaData, String, Table
from sqlalchemy.orm import backref, class_mapper, configure_mappers, mapper, relationship

metadata = MetaData()
companies = Table("companies", metadata, Column("id", Integer, primary_key=True), Column("boss_id", ForeignKey("managers.id", use_alter=True, name="fk_boss")))
employees = Table("employees", metadata, Column("id", Integer, primary_key=True), Column("company_id", ForeignKey("companies.id")), Column("type", String(10)))
managers = Table("managers", metadata, Column("id", ForeignKey("employees.id"), primary_key=True))
engineers = Table("engineers", metadata, Column("id", ForeignKey("employees.id"), primary_key=True), Column("manager_id", ForeignKey("managers.id")))
machines = Table("machines", metadata, Column("id", Integer, primary_key=True), Column("engineer_id", ForeignKey("engineers.id")))
parts = Table("parts", metadata, Column("machine_id", Integer, primary_key=True), Column("no", Integer, primary_key=True), Column("up_machine", Integer), Column("up_no", Integer),
    ForeignKeyConstraint(["machine_id"], ["machines.id"]), ForeignKeyConstraint(["up_machine", "up_no"], ["parts.machine_id", "parts.no"]))
notes = Table("notes", metadata, Column("id", Integer, primary_key=True), Column("employee_id", ForeignKey("employees.id")))


class Company(object):
    pass


class Employee(object):
    pass


class Manager(Employee):
    pass


class Engineer(Employee):
    pass


class Machine(object):
    pass


class Part(object):
    pass


class Note(object):
    pass


mapper(Company, companies, properties={
    "employees": relationship(Employee, primaryjoin=companies.c.id == employees.c.company_id, backref="company"),
    "boss": relationship(Manager, primaryjoin=companies.c.boss_id == managers.c.id, post_update=True, backref=backref("led", uselist=False)),
})
mapper(Employee, employees, polymorphic_on=employees.c.type, polymorphic_identity="e", properties={
    "notes": relationship(Note, backref="employee", passive_deletes=True, lazy="select")})
mapper(Manager, managers, inherits=Employee, polymorphic_identity="m", properties={
    "engineers": relationship(Engineer, primaryjoin=managers.c.id == engineers.c.manager_id, foreign_keys=engineers.c.manager_id, backref="manager")})
mapper(Engineer, engineers, inherits=Employee, inherit_condition=engineers.c.id == employees.c.id, polymorphic_identity="g")
mapper(Machine, machines, properties={"engineer": relationship(Engineer, backref=backref("machines", cascade="all"))})
mapper(Part, parts, properties={
    "machine": relationship(Machine, backref=backref("parts", viewonly=False, order_by=[parts.c.no, parts.c.up_no.desc()])),
    "up": relationship(Part, remote_side=[parts.c.machine_id, parts.c.no], backref="downs"),
})
mapper(Note, notes)


def observe():
    configure_mappers()
    seen = []
    for class_ in (Company, Employee, Manager, Engineer, Machine, Part, Note):
        for found in class_mapper(class_).relationships:
            seen.append(
                [
                    class_.__name__,
                    found.key,
                    found.mapper.class_.__name__,
                    found.direction.name,
                    str(found.primaryjoin),
                    sorted(other.key for other in found._reverse_property),
                    [sorted(found.cascade), found.uselist, found.lazy, found.passive_deletes, found.post_update],
                    [str(column) for column in found.order_by or []],
                    sorted(str(column) for column in found.remote_side),
                ]
            )
    return sorted(seen, key=str)
