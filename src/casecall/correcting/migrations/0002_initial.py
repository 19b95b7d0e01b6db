import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('correcting', '0001_initial'),
        ('letters', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='round',
            name='letter',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='round', to='letters.letter'),
        ),
        migrations.AddField(
            model_name='round',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.revision'),
        ),
        migrations.AddField(
            model_name='item',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='correcting.round'),
        ),
        migrations.AddField(
            model_name='extension',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='correcting.round'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(fields=('case', 'n'), name='round_once'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('case',), name='round_open_once'),
        ),
    ]
