# The triggers that keep the record from being changed or cut.

from django.db import migrations

from casecall.audit.triggers import guard, unguard


class Migration(migrations.Migration):

    dependencies = [('audit', '0001_initial')]

    operations = [migrations.RunPython(guard, unguard)]
